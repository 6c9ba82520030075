"""From a loss to a returned client, by the figures' «Losses and returns»."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from mentor.analysis.models import Assessment, CallResult
from mentor.clients import payments as money
from mentor.recovery import actions as recovery
from mentor.recovery import counting
from mentor.recovery.models import CloseReason, LossCase, Recommendation
from mentor.tallies.queries import read
from tests.fixtures import LOST_TALK, SUCCESS_TALK, talk

pytestmark = pytest.mark.django_db
LATER = timedelta(seconds=1)


def counted(name: str) -> int:
    rows = read(names=[name], grain="d", since=date(2000, 1, 1), until=date(2100, 1, 1))
    return sum(row.value for row in rows)


def pay(call, company, amount="78000.50", *, at=None, deal=None, refund_of=None, source="crm"):
    deal = deal or money.record_deal(client=call.client, manager=call.manager)
    payment = money.record_payment(
        deal=deal,
        amount=Decimal(amount),
        paid_at=at or timezone.now() + timedelta(hours=1),
        source=source,
        refund_of=refund_of,
    )
    recovery.apply_payment(deal=deal, company=company)
    return payment


@pytest.fixture
def lost_then_agreed(scope, worked):
    worked()
    return worked(started_at=timezone.now() + LATER, transcript=talk(SUCCESS_TALK))


def test_a_payment_after_our_contact_returns_the_client_and_closes_the_case(scope, lost_then_agreed):
    pay(lost_then_agreed, scope)
    case = LossCase.objects.get()
    assert case.close_reason == CloseReason.RETURNED
    assert case.returned_deal is not None
    assert {name: counted(name) for name in counting.STEPS} == dict.fromkeys(counting.STEPS, 1)
    assert counted(counting.RETURNED_KOPECKS) == 7_800_050


def test_a_purchase_without_our_contact_is_no_return(scope, worked):
    call = worked()
    pay(call, scope)
    case = LossCase.objects.get()
    assert case.close_reason == CloseReason.BOUGHT_ITSELF
    assert case.returned_deal is None
    assert counted("case.paid") == counted(counting.RETURNED_KOPECKS) == 0
    assert Recommendation.objects.get().closed_at is not None


def test_a_contact_older_than_the_window_is_no_return(scope, lost_then_agreed):
    pay(lost_then_agreed, scope, at=timezone.now() + timedelta(days=91))
    assert LossCase.objects.get().close_reason == CloseReason.BOUGHT_ITSELF


def test_an_unconfirmed_receipt_changes_nothing_until_it_is_confirmed(scope, lost_then_agreed, integrator):
    payment = pay(lost_then_agreed, scope, source="receipt")
    assert LossCase.objects.get().closed_at is None
    money.confirm_payment(payment=payment, by=integrator)
    recovery.apply_payment(deal=payment.deal, company=scope)
    assert LossCase.objects.get().close_reason == CloseReason.RETURNED


def test_money_given_back_in_full_opens_the_case_again(scope, lost_then_agreed):
    payment = pay(lost_then_agreed, scope)
    pay(lost_then_agreed, scope, deal=payment.deal, refund_of=payment)
    case = LossCase.objects.get()
    assert (case.closed_at, case.close_reason, case.paid_at) == (None, "", None)
    assert counted("case.paid") == counted(counting.RETURNED_KOPECKS) == 0


def test_a_contact_made_while_a_later_refunded_purchase_stood_still_returns_the_client(scope, worked):
    now = timezone.now()
    call = worked(started_at=now - timedelta(minutes=30))
    payment = pay(call, scope, at=now + timedelta(minutes=1))
    assert LossCase.objects.get().close_reason == CloseReason.BOUGHT_ITSELF
    worked(started_at=now + timedelta(minutes=2), transcript=talk(SUCCESS_TALK))
    pay(call, scope, deal=payment.deal, refund_of=payment)
    pay(call, scope, at=now + timedelta(minutes=3))
    assert LossCase.objects.get().close_reason == CloseReason.RETURNED


def test_money_given_back_after_a_second_loss_leaves_the_later_case_open(scope, worked):
    now = timezone.now()
    call = worked()
    payment = pay(call, scope, at=now + timedelta(minutes=1))
    worked(started_at=now + timedelta(minutes=2))
    assert LossCase.objects.count() == 2
    pay(call, scope, deal=payment.deal, refund_of=payment)
    first, second = LossCase.objects.order_by("lost_at")
    assert (first.close_reason, second.closed_at) == (CloseReason.LOST_AGAIN, None)


def test_a_partial_refund_lessens_the_returned_sum(scope, lost_then_agreed):
    payment = pay(lost_then_agreed, scope, "1000.00")
    pay(lost_then_agreed, scope, "0.01", deal=payment.deal, refund_of=payment)
    assert counted(counting.RETURNED_KOPECKS) == 99_999


def test_the_same_payment_sent_twice_counts_once(scope, lost_then_agreed):
    deal = money.record_deal(client=lost_then_agreed.client, manager=lost_then_agreed.manager)
    for _ in range(2):
        money.record_payment(
            deal=deal,
            amount=Decimal(500),
            paid_at=timezone.now() + timedelta(hours=1),
            source="crm",
            external_id="p-1",
        )
        recovery.apply_payment(deal=deal, company=scope)
    assert counted(counting.RETURNED_KOPECKS) == 50_000
    assert counted("deal") == 1


def test_a_lost_follow_up_ends_the_recommendation_and_brings_a_new_one(scope, worked):
    worked()
    again = worked(started_at=timezone.now() + LATER, transcript=talk(LOST_TALK))
    case = LossCase.objects.get()
    assert case.call == again
    first, second = Recommendation.objects.order_by("id")
    assert (first.close_reason, second.closed_at) == ("superseded", None)
    assert counted("case.lost") == counted("case.recommended") == counted("case.contacted") == 1


def test_an_older_lost_call_that_arrives_late_opens_nothing_after_an_agreement(scope, worked):
    now = timezone.now()
    worked(started_at=now - timedelta(hours=1), transcript=talk(SUCCESS_TALK))
    worked(started_at=now - timedelta(hours=2), transcript=talk(LOST_TALK))
    assert not LossCase.objects.exists()


def test_a_call_of_imported_history_is_an_archived_loss_without_recommendation(scope, worked):
    worked(purpose="history")
    assert LossCase.objects.get().is_archive
    assert not Recommendation.objects.exists()
    assert counted("case.lost") == 0


def test_an_outcome_changed_to_not_lost_withdraws_the_recommendation(scope, worked):
    from mentor.analysis.actions import refresh_result

    call = worked()
    ai = Assessment.objects.get()
    Assessment.objects.create(call=call, author="head", rubric=ai.rubric, outcome="interrupted", engine="")
    result = refresh_result(call=call, company=scope)
    recovery.apply_result(call=call, result=result, company=scope)
    assert LossCase.objects.get().close_reason == CloseReason.NOT_LOST
    assert Recommendation.objects.get().close_reason == "withdrawn"
    assert counted("case.lost") == counted("case.recommended") == 0
    assert counted("outcome.interrupted") == counted("call") == 1


def test_calls_for_training_and_reference_are_in_no_figure(scope, worked):
    worked(purpose="reference")
    worked(purpose="training")
    assert CallResult.objects.count() == 2
    assert counted("call") == counted("lead") == 0
    assert not LossCase.objects.exists()
