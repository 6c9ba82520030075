from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import pytest

from mentor.analytics.rules.clients import ClientRecord
from mentor.analytics.rules.counts import Steps
from mentor.analytics.rules.events import Ledger, Recommendation, SalesCall, losses_of
from mentor.analytics.rules.periods import Span
from mentor.analytics.rules.returns import (
    Case,
    cohort_steps,
    pending_money,
    returned_money,
    returned_payments,
    steps,
)

from .builders import MOSCOW, advice, call, cases_of, deal, known, ledger, loss, moment, pay, span

pytestmark = pytest.mark.unit
MARCH, APRIL = span("03-01", "03-31"), span("04-01", "04-30")

LOST = call("ivan", "03-05 10:00", "lost", id="lost")
ADVICE = advice("lost", "03-05 10:15")
CONTACT = call("ivan", "03-06 11:00", "success", id="contact")


def story(
    *,
    calls: Iterable[SalesCall] = (LOST, CONTACT),
    advices: Iterable[Recommendation] = (ADVICE,),
    **rows: Any,
) -> Ledger:
    return ledger(calls=calls, advices=advices, **rows)


def the_case(window_days: int = 90, **rows: Any) -> Case:
    (case,) = cases_of(story(**rows), window_days)
    return case


def returned_in(settled: Ledger, where: Span, window_days: int = 90) -> Fraction:
    return returned_money(returned_payments(cases_of(settled, window_days), where, MOSCOW))


def steps_in(settled: Ledger, where: Span) -> Steps:
    return steps(cases_of(settled), where, MOSCOW)


def test_a_client_lost_advised_contacted_who_then_pays_is_returned():
    case = the_case(payments=[pay("03-10", "5000", client="ivan")])
    assert case.returned
    assert case.paid_at == moment("03-10")
    assert (case.contacted_at, case.agreed_at) == (moment("03-06 11:00"), moment("03-06 11:00"))


@pytest.mark.parametrize("outcome", ["success", "lost"])
def test_a_contact_is_a_call_with_outcome_success_or_lost(outcome):
    calls = [LOST, call("ivan", "03-06", outcome)]
    assert the_case(calls=calls, payments=[pay("03-10", client="ivan")]).returned


@pytest.mark.parametrize("outcome", ["interrupted", "not_sales", None])
def test_any_other_call_is_no_contact(outcome):
    calls = [LOST, call("ivan", "03-06", outcome)]
    case = the_case(calls=calls, payments=[pay("03-10", client="ivan")])
    assert (case.contacted_at, case.returned) == (None, False)


def test_a_training_call_is_no_contact():
    case = the_case(calls=[LOST, call("ivan", "03-06", purpose="training")])
    assert case.contacted_at is None


def test_a_contact_begins_strictly_after_the_recommendation_s_first_version():
    at_once = call("ivan", "03-05 10:15")
    assert the_case(calls=[LOST, at_once]).contacted_at is None
    second_version = advice("lost", "03-08")
    case = the_case(advices=[second_version, ADVICE])
    assert case.recommended_at == moment("03-05 10:15")
    assert case.contacted_at == moment("03-06 11:00")


def test_a_recommendation_written_after_the_purchase_is_no_step_of_the_closed_case():
    case = the_case(advices=[advice("lost", "03-12")], payments=[pay("03-10", client="ivan")])
    assert (case.recommended_at, case.contacted_at) == (None, None)


def test_a_lost_call_is_no_contact_of_its_own_case_even_if_its_recommendation_is_dated_before_it():
    assert the_case(calls=[LOST], advices=[advice("lost", "03-05 09:00")]).contacted_at is None


def test_without_a_recommendation_there_is_no_contact_and_no_return():
    case = the_case(advices=[], payments=[pay("03-10", client="ivan")])
    assert (case.recommended_at, case.contacted_at, case.returned) == (None, None, False)


def test_a_contact_by_any_manager_and_any_phone_of_the_client_counts():
    case = the_case(
        clients=[ClientRecord("ivan", ("+71", "+72")), ClientRecord("ivan-2", ("+72",))],
        calls=[LOST, call("ivan-2", "03-06", manager="boris")],
        payments=[pay("03-10", client="ivan-2")],
    )
    assert case.returned


def test_a_call_with_another_client_is_no_contact():
    assert the_case(calls=[LOST, call("petr", "03-06")]).contacted_at is None


def test_agreed_is_a_success_contact():
    refused_then_agreed = [LOST, call("ivan", "03-06", "lost"), call("ivan", "03-08", "success")]
    case = the_case(calls=refused_then_agreed)
    assert (case.contacted_at, case.agreed_at) == (moment("03-06"), moment("03-08"))
    assert the_case(calls=[LOST, call("ivan", "03-06", "lost")]).agreed_at is None


def test_a_loss_while_the_case_is_open_continues_it():
    settled = story(
        calls=[LOST, call("ivan", "03-06", "lost", id="lost again"), CONTACT],
        advices=[ADVICE, advice("lost again", "03-06 12:30")],
    )
    (case,) = cases_of(settled)
    assert case.lost_at == moment("03-05 10:00")
    assert case.recommended_at == moment("03-05 10:15")


def test_a_purchase_before_the_loss_is_no_return_and_leaves_the_case_open():
    settled = story(payments=[pay("03-05 09:59", client="ivan"), pay("03-05 10:00", client="ivan")])
    (case,) = cases_of(settled)
    assert case.sale is None


def test_a_deal_whose_first_payment_came_before_the_loss_is_no_return_when_paid_on_after_it():
    rows = [pay("03-01", deal="d"), pay("03-10", deal="d")]
    assert the_case(deals=[deal("d", "ivan")], payments=rows).sale is None


def test_a_purchase_without_our_contact_closes_the_case_as_an_ordinary_sale():
    case = the_case(calls=[LOST], payments=[pay("03-05 18:00", client="ivan"), pay("03-20", client="ivan")])
    assert known(case.sale).at == moment("03-05 18:00")
    assert not case.returned


def test_any_first_purchase_closes_the_case_so_that_a_later_one_after_a_contact_is_ordinary():
    settled = story(payments=[pay("03-05 18:00", client="ivan"), pay("03-20", client="ivan")])
    (case,) = cases_of(settled)
    assert (case.returned, case.contacted_at) == (False, None)
    assert returned_in(settled, MARCH) == 0


def test_a_contact_must_come_before_the_payment():
    assert not the_case(payments=[pay("03-06 11:00", client="ivan")]).returned
    assert the_case(payments=[pay("03-06 11:01", client="ivan")]).returned


def test_a_contact_may_lie_no_more_than_90_days_before_the_payment():
    assert the_case(payments=[pay("06-04 11:00", client="ivan")]).returned
    assert not the_case(payments=[pay("06-04 11:01", client="ivan")]).returned


def test_the_window_is_the_company_s_and_the_latest_contact_counts():
    late = [pay("03-20 11:00", client="ivan")]
    assert not the_case(window_days=7, payments=late).returned
    again = [LOST, CONTACT, call("ivan", "03-14", "lost")]
    assert the_case(window_days=7, calls=again, payments=late).returned


def test_a_purchase_outside_the_window_closes_the_case_as_an_ordinary_sale():
    settled = story(payments=[pay("07-04", client="ivan", id="late")])
    (case,) = cases_of(settled)
    assert (known(case.sale).ref, case.returned) == ("payment:late", False)


def test_all_proven_payments_of_the_returned_deal_count_each_in_its_own_period():
    settled = story(
        deals=[deal("d", "ivan")],
        payments=[pay("03-10", "100", deal="d"), pay("04-10", "40", deal="d"), pay("04-11", "2", deal="d")],
    )
    assert returned_in(settled, MARCH) == 100
    assert returned_in(settled, APRIL) == 42


def test_a_payment_beyond_the_window_of_a_deal_returned_in_time_still_counts():
    rows = [pay("03-10", "100", deal="d"), pay("09-10", "40", deal="d")]
    settled = story(deals=[deal("d", "ivan")], payments=rows)
    assert returned_in(settled, span("09-01", "09-30")) == 40


def test_returned_money_is_net_of_refunds_in_the_period_of_the_payment():
    settled = story(
        payments=[
            pay("03-10", "100.50", client="ivan", id="p"),
            pay("04-15", "30.25", client="ivan", refund_of="p"),
        ],
    )
    assert returned_in(settled, MARCH) == Fraction("70.25")
    assert returned_in(settled, APRIL) == 0


def test_a_returned_client_who_pays_for_a_second_deal_brings_the_first_alone():
    settled = story(
        deals=[deal("one", "ivan"), deal("two", "ivan")],
        payments=[pay("03-10", "100", deal="one"), pay("03-11", "999", deal="two")],
    )
    assert returned_in(settled, MARCH) == 100


def test_two_deals_paid_at_one_instant_are_one_return_the_same_in_any_order():
    rows = [pay("03-10", "100", deal="a"), pay("03-10", "999", deal="b")]
    for payments in (rows, rows[::-1]):
        settled = story(deals=[deal("a", "ivan"), deal("b", "ivan")], payments=payments)
        assert returned_in(settled, MARCH) == 100


def test_later_deals_are_ordinary_until_a_new_loss():
    second = call("ivan", "04-05", "lost", id="lost 2")
    settled = story(
        calls=[LOST, CONTACT, second, call("ivan", "04-07")],
        advices=[ADVICE, advice("lost 2", "04-05 13:00")],
        payments=[
            pay("03-10", "100", client="ivan"),
            pay("03-20", "200", client="ivan"),
            pay("04-10", "400", client="ivan"),
            pay("04-20", "800", client="ivan"),
        ],
    )
    assert [case.returned for case in cases_of(settled)] == [True, True]
    assert returned_in(settled, MARCH) == 100
    assert returned_in(settled, APRIL) == 400


def test_a_contact_of_the_closed_case_does_not_serve_the_next_one():
    second = call("ivan", "04-05", "lost", id="lost 2")
    settled = story(
        calls=[LOST, CONTACT, second],
        advices=[ADVICE, advice("lost 2", "04-05 13:00")],
        payments=[pay("03-10", client="ivan"), pay("04-10", client="ivan")],
    )
    assert [case.returned for case in cases_of(settled)] == [True, False]


def test_a_deal_given_back_in_full_is_no_return_and_does_not_close_the_case():
    settled = story(
        payments=[
            pay("03-10", "100", client="ivan", id="a"),
            pay("03-12", "100", refund_of="a"),
            pay("03-20", "50", client="ivan", id="b"),
        ],
    )
    (case,) = cases_of(settled)
    assert (known(case.sale).ref, case.returned) == ("payment:b", True)
    assert returned_in(settled, MARCH) == 50


def test_each_step_counts_in_the_period_in_which_it_first_happened():
    settled = story(
        calls=[LOST, call("ivan", "03-20", "lost"), call("ivan", "04-02"), call("ivan", "04-03")],
        payments=[pay("05-10", client="ivan")],
    )
    assert steps_in(settled, MARCH) == Steps(lost=1, recommended=1, contacted=1)
    assert steps_in(settled, APRIL) == Steps(agreed=1)
    assert steps_in(settled, span("05-01", "05-31")) == Steps(paid=1)


def test_an_ordinary_sale_is_not_paid():
    settled = story(calls=[LOST], payments=[pay("03-10", client="ivan")])
    assert steps_in(settled, MARCH) == Steps(lost=1, recommended=1)


def test_steps_count_clients_once_however_many_cases():
    second = call("ivan", "03-15", "lost", id="lost 2")
    settled = story(
        calls=[LOST, CONTACT, second, call("petr", "03-16", "lost", id="lost 3")],
        payments=[pay("03-10", client="ivan")],
    )
    assert len(cases_of(settled)) == 3
    assert steps_in(settled, MARCH) == Steps(lost=2, recommended=1, contacted=1, agreed=1, paid=1)


def test_the_cohort_follows_those_lost_in_the_span_to_this_day():
    settled = story(
        calls=[LOST, call("ivan", "04-02"), call("petr", "04-05", "lost")],
        payments=[pay("05-10", client="ivan")],
    )
    found = cases_of(settled)
    assert cohort_steps(found, MARCH, MOSCOW) == Steps(1, 1, 1, 1, 1)
    assert cohort_steps(found, APRIL, MOSCOW) == Steps(lost=1)


def test_pending_is_what_returned_would_gain_if_unconfirmed_payments_were_confirmed():
    settled = story(
        deals=[deal("d", "ivan")],
        payments=[
            pay("03-10", "100", deal="d"),
            pay("03-12", "40", deal="d", confirmed=False),
            pay("04-12", "7", deal="d", confirmed=False),
            pay("03-15", "999", client="never lost", confirmed=False),
        ],
    )
    assert returned_in(settled, MARCH) == 100
    assert pending_money(settled, MARCH, window_days=90) == 40
    assert pending_money(settled, APRIL, window_days=90) == 7


def test_a_confirmation_that_would_close_the_case_earlier_lessens_the_returned_money():
    settled = story(
        payments=[
            pay("03-05 18:00", "30", client="ivan", confirmed=False),
            pay("03-10", "100", client="ivan"),
        ]
    )
    assert pending_money(settled, MARCH, window_days=90) == -100


def test_lost_calls_of_the_backlog_open_no_case_until_their_loss_is_added():
    archived = call("ivan", "03-05 10:00", "lost", id="lost", purpose="history")
    assert losses_of([archived, LOST, call(None, "03-05", "lost")]) == losses_of([LOST])
    assert cases_of(ledger(calls=[archived])) == ()
    activated = ledger(calls=[archived], losses=[loss("ivan", "lost", "03-05 10:00")])
    assert len(cases_of(activated)) == 1


def test_a_recommendation_for_a_call_that_is_no_longer_lost_opens_nothing():
    settled = story(calls=[call("ivan", "03-05 10:00", "success", id="lost"), CONTACT])
    assert cases_of(settled) == ()


def test_a_case_belongs_to_the_manager_of_the_lost_call():
    assert the_case(calls=[LOST, call("ivan", "03-06", manager="boris")]).manager == "anna"


def test_a_returned_payment_names_its_deal_its_day_its_manager_and_its_client():
    settled = story(
        deals=[deal("d", "ivan", "boris")], payments=[pay("2026-03-10T23:30", "100", deal="d", id="p")]
    )
    (row,) = returned_payments(cases_of(settled), MARCH, MOSCOW)
    assert (row.payment, row.deal, row.manager, row.client) == ("p", "deal:d", "boris", "ivan")
    assert row.day.isoformat() == "2026-03-10"
