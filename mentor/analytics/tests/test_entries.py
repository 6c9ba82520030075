"""Entries change the figures, are counted once, and are mended by entries of their own."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from mentor.analytics.queries.month_money import month_money
from mentor.clients.models import Client, CrmLead, Deal, LeadSeen, Payment
from mentor.companies import actions as companies
from mentor.core.problems import Problem
from mentor.pipeline.ledger import actions as ledger
from mentor.pipeline.ledger.entries import NewDeal, NewLead, NewPayment
from mentor.pipeline.ledger.merging import join_phone, merge
from mentor.pipeline.rebuild import rebuild
from mentor.pipeline.tests.test_rebuild import everything
from tests.fixtures import SUCCESS_TALK, talk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("midmonth")]
PHONE, OTHER = "+79000000101", "+79000000202"


@pytest.fixture
def priced(scope):
    """A cheque of 50 000 and 10 % without us; work began with the month, the CRM is connected since."""
    first = timezone.now().astimezone(scope.zone).date().replace(day=1)
    companies.change_company(company=scope, by=None, started_on=first, crm_connected_from=first)
    companies.set_average_cheque(amount=Decimal(50_000), valid_from=first, by=None)
    companies.set_baseline(conversion=Decimal("0.1"), source="CRM", valid_from=first, by=None)
    return scope


def money(company):
    return month_money(company, timezone.now().astimezone(company.zone).date())


def paid(number: str = "p1", amount: str = "30000", **changes: Any) -> NewPayment:
    known: dict[str, Any] = {"phone": PHONE, "paid_at": timezone.now() - timedelta(minutes=1)}
    return NewPayment(external_id=number, amount=Decimal(amount), **(known | changes))


def test_a_payment_and_a_lead_of_the_crm_change_the_months_money(priced, world):
    new = NewLead("l1", timezone.now() - timedelta(minutes=5), PHONE, "Ирина", world.manager)
    ledger.enter_lead(new=new)
    assert money(priced).money.growth == -5_000
    ledger.enter_deal(new=NewDeal("d1", PHONE, "Ирина", "Окна", world.manager))
    ledger.enter_payment(new=paid(deal="d1", phone=""))
    found = money(priced)
    # one lead, one deal: (1 / 1 − 10 %) × 1 × 50 000
    assert (found.money.growth, found.inputs.leads, found.inputs.deals) == (45_000, 1, 1)
    (deal,) = [row for row in found.counts.deals if row.count]
    assert deal.manager == str(world.manager.pk)


def test_an_entry_sent_again_is_one_entry(priced):
    lead, deal, payment = NewLead("l1", timezone.now(), PHONE), NewDeal("d1", PHONE), paid(deal="d1")
    entered = [
        (
            ledger.enter_lead(new=lead).created,
            ledger.enter_deal(new=deal).created,
            ledger.enter_payment(new=payment).created,
        )
        for _ in range(3)
    ]
    assert entered == [(True, True, True), (False, False, False), (False, False, False)]
    assert (CrmLead.objects.count(), Deal.objects.count(), Payment.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"amount": "30000.01"}, "сумма"),
        ({"paid_at": timezone.now() - timedelta(days=3)}, "дата"),
        ({"phone": OTHER}, "клиент"),
        ({"deal": "d9"}, "сделка"),
    ],
)
def test_the_same_number_with_other_content_overwrites_nothing(priced, changes, what):
    first = ledger.enter_payment(new=paid(deal="d1")).row
    with pytest.raises(Problem) as told:
        ledger.enter_payment(new=paid(**({"deal": "d1", "paid_at": first.paid_at} | changes)))
    assert (told.value.code, told.value.status) == ("entry_differs", 409)
    assert what in told.value.detail
    first.refresh_from_db()
    assert (first.amount, first.deal.external_id) == (Decimal(30_000), "d1")


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (paid(phone=""), "client_required"),
        (paid(refund_of="nothing"), "payment_unknown"),
        (paid(refund_of="whole", amount="30000.01"), "refund_too_large"),
        (paid(refund_of="back", amount="1"), "refund_of_refund"),
        (paid(deal="d1", phone=OTHER), "client_differs"),
        (
            paid(refund_of="whole", amount="1", paid_at=timezone.now() - timedelta(days=60)),
            "refund_before_payment",
        ),
    ],
)
def test_an_entry_that_contradicts_the_books_is_refused(priced, new, code):
    ledger.enter_payment(new=paid("whole", deal="d1"))
    ledger.enter_payment(new=paid("back", "100", refund_of="whole", paid_at=timezone.now()))
    before = Payment.objects.count()
    with pytest.raises(Problem) as told:
        ledger.enter_payment(new=new)
    assert told.value.code == code
    assert Payment.objects.count() == before


def test_a_refund_in_full_undoes_the_deal_in_its_own_month(priced, integrator):
    payment = ledger.enter_payment(new=paid()).row
    assert money(priced).inputs.deals == 1
    ledger.refund(payment=payment, amount=Decimal(10_000), paid_at=timezone.now(), reason="", by=integrator)
    assert money(priced).inputs.deals == 1
    ledger.refund(payment=payment, amount=Decimal(20_000), paid_at=timezone.now(), reason="", by=integrator)
    assert money(priced).inputs.deals == 0
    with pytest.raises(Problem):
        ledger.refund(
            payment=payment, amount=Decimal("0.01"), paid_at=timezone.now(), reason="", by=integrator
        )


def test_a_mistake_is_mended_by_entries_and_the_wrong_one_stays_on_record(priced, integrator):
    wrong = ledger.enter_payment(new=paid(amount="300000")).row
    right = ledger.correct(payment=wrong, amount=Decimal(30_000), reason="лишний ноль", by=integrator)
    rows = list(
        Payment.objects.order_by("id").values_list("amount", "refund_of", "corrects", "is_correction")
    )
    assert rows == [
        (Decimal(300_000), None, None, False),
        (Decimal(300_000), wrong.pk, None, True),
        (Decimal(30_000), None, wrong.pk, False),
    ]
    assert right is not None
    assert ledger.left_of(wrong) == 0
    assert money(priced).inputs.deals == 1
    assert ledger.correct(payment=right, reason="не было такой оплаты", by=integrator) is None
    assert money(priced).inputs.deals == 0


def test_a_withdrawn_lead_counts_no_more_and_stays_on_record(priced, integrator):
    lead = ledger.enter_lead(new=NewLead("l1", timezone.now(), PHONE)).row
    assert money(priced).inputs.leads == 1
    assert ledger.withdraw_lead(lead=lead, reason="тест", by=integrator)
    assert not ledger.withdraw_lead(lead=lead, reason="тест", by=integrator)
    assert money(priced).inputs.leads == 0
    assert CrmLead.objects.get().reason == "тест"


def test_a_conversation_goes_before_the_owner_of_an_earlier_lead(priced, world, worked):
    asked = timezone.now() - timedelta(minutes=30)
    ledger.enter_lead(new=NewLead("l1", asked, PHONE, manager=world.colleague))
    worked(client_phone=PHONE, started_at=timezone.now() - timedelta(minutes=10))
    assert {row.member_id for row in LeadSeen.objects.all()} == {world.manager.pk}
    assert LeadSeen.objects.filter(grain="m").count() == 1


def test_a_deal_given_to_another_manager_moves_its_part(priced, world, integrator):
    deal = ledger.enter_payment(new=paid(manager=world.manager)).row.deal
    assert ledger.give_deal(deal=deal, manager=world.colleague, by=integrator)
    assert [row.manager for row in money(priced).counts.deals if row.count] == [str(world.colleague.pk)]


def test_a_merge_makes_two_leads_one_and_a_strangers_purchase_a_return(priced, worked, integrator):
    """Lost under one phone, agreed under another, paid as a third record: one returned client."""
    lost = worked(client_phone=PHONE)
    soon = timezone.now() + timedelta(seconds=1)
    agreed = worked(client_phone=OTHER, started_at=soon, transcript=talk(SUCCESS_TALK))
    payment = Payment.objects.create(
        deal=Deal.objects.create(client=agreed.client),
        amount=40_000,
        paid_at=soon + timedelta(minutes=1),
        source="crm",
    )
    from mentor.recovery import actions as recovery

    recovery.apply_payment(deal=payment.deal, company=priced)
    before = money(priced)
    assert (before.inputs.leads, before.money.returned) == (2, 0)
    assert join_phone(client=lost.client, phone=OTHER, by=integrator) == agreed.client
    after = money(priced)
    assert (after.inputs.leads, after.money.returned) == (1, 40_000)
    found = everything()
    rebuild(priced)
    assert everything() == found


def test_open_cases_of_both_become_one_that_goes_on(priced, worked, integrator):
    first, second = worked(client_phone=PHONE), worked(client_phone=OTHER, started_at=timezone.now())
    merge(gone=first.client, into=second.client, by=integrator)
    (case,) = second.client.cases.all()
    assert (case.lost_at, case.call_id, case.closed_at) == (first.started_at, second.pk, None)
    assert case.recommendations.filter(closed_at=None).count() == 1
    assert case.recommendations.count() == 2
    found = everything()
    rebuild(priced)
    assert everything() == found
    assert Client.objects.get(pk=first.client_id).merged_into == second.client
    with pytest.raises(Problem):
        join_phone(client=second.client, phone=PHONE, by=integrator)


def test_a_phone_nobody_had_is_joined_and_its_calls_are_the_clients(priced, worked, integrator):
    call = worked(client_phone=PHONE)
    assert join_phone(client=call.client, phone="8 900 000-02-02", by=integrator) is None
    assert worked(client_phone=OTHER).client == call.client
