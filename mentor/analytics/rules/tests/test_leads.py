from datetime import datetime
from typing import Any

import pytest

from mentor.analytics.rules.clients import ClientRecord
from mentor.analytics.rules.counts import LeadCount
from mentor.analytics.rules.leads import unique_leads
from mentor.analytics.rules.periods import Span

from .builders import call, day, lead, ledger, span

pytestmark = pytest.mark.unit
MARCH = span("03-01", "03-31")


def leads_of(crm_from: str | None = None, where: Span = MARCH, **rows: Any) -> tuple[LeadCount, ...]:
    return unique_leads(ledger(**rows), where, crm_connected_from=day(crm_from) if crm_from else None)


@pytest.mark.parametrize("outcome", ["success", "lost", "interrupted"])
def test_a_client_with_a_sales_call_of_any_outcome_is_a_lead(outcome):
    assert len(leads_of(calls=[call("ivan", "03-05", outcome)])) == 1


@pytest.mark.parametrize("outcome", ["not_sales", None])
def test_a_call_that_is_no_sale_or_not_assessed_makes_no_lead(outcome):
    assert leads_of(calls=[call("ivan", "03-05", outcome)]) == ()


def test_calls_of_the_backlog_count_and_reference_and_training_calls_do_not():
    calls = [
        call(purpose, "03-05", purpose=purpose) for purpose in ("live", "history", "reference", "training")
    ]
    assert [row.client for row in leads_of(calls=calls)] == ["history", "live"]


def test_a_hidden_number_is_no_lead():
    assert leads_of(calls=[call(None, "03-05")]) == ()


def test_each_client_counts_once_a_period_and_again_in_the_next():
    calls = [call("ivan", "03-05"), call("ivan", "03-20"), call("ivan", "04-01")]
    assert len(leads_of(calls=calls)) == 1
    assert len(leads_of(calls=calls, where=span("04-01", "04-30"))) == 1


def test_a_call_at_the_first_and_at_the_last_second_of_the_month_is_inside():
    calls = [
        call("before", "2026-02-28T23:59:59"),
        call("first", "2026-03-01T00:00:00"),
        call("last", "2026-03-31T23:59:59.999999"),
        call("after", "2026-04-01T00:00:00"),
    ]
    assert [row.client for row in leads_of(calls=calls)] == ["first", "last"]


def test_without_a_crm_its_leads_do_not_count():
    assert leads_of(leads=[lead("ivan", "03-05")]) == ()


def test_with_a_crm_the_leads_are_a_union_each_client_once():
    found = leads_of(
        "03-01", calls=[call("ivan", "03-05")], leads=[lead("ivan", "03-04"), lead("petr", "03-06")]
    )
    assert [row.client for row in found] == ["ivan", "petr"]


def test_a_crm_lead_counts_from_the_day_of_connection_on():
    rows = [
        lead("early", "2026-03-09T23:59:59"),
        lead("on the day", "2026-03-10T00:00:00"),
        lead("after", "03-12"),
    ]
    assert [row.client for row in leads_of("03-10", leads=rows)] == ["after", "on the day"]


def test_a_crm_connected_after_the_period_adds_nothing_to_it():
    assert leads_of("04-10", calls=[call("petr", "03-05")], leads=[lead("ivan", "03-20")]) == (
        LeadCount(day("03-05"), "anna", "petr"),
    )


def test_a_lead_belongs_to_the_manager_of_its_first_sales_conversation_in_the_period():
    calls = [
        call("ivan", "02-20", manager="boris"),
        call("ivan", "03-04", "not_sales", manager="vera"),
        call("ivan", "03-06", manager="galina"),
        call("ivan", "03-05", manager="anna"),
    ]
    assert leads_of(calls=calls) == (LeadCount(day("03-05"), "anna", "ivan"),)


def test_calls_at_one_instant_go_to_the_smaller_id_in_either_order():
    calls = [call("ivan", "03-05", manager="boris", id="2"), call("ivan", "03-05", manager="anna", id="1")]
    assert leads_of(calls=calls) == leads_of(calls=calls[::-1]) == (LeadCount(day("03-05"), "anna", "ivan"),)


def test_a_lead_known_from_the_crm_alone_belongs_to_its_owner():
    rows = [lead("ivan", "03-09", manager="later"), lead("ivan", "03-07", manager="first")]
    assert leads_of("03-01", leads=rows) == (LeadCount(day("03-07"), "first", "ivan"),)


def test_a_conversation_decides_the_manager_and_the_earlier_sign_the_day():
    found = leads_of("03-01", leads=[lead("ivan", "03-04")], calls=[call("ivan", "03-06", manager="boris")])
    assert found == (LeadCount(day("03-04"), "boris", "ivan"),)


def test_the_first_day_is_local():
    found = leads_of(calls=[call("ivan", "2026-03-04T21:30:00+00:00")])
    assert found[0].day == day("03-05")


def test_late_data_count_by_their_own_date_in_any_order():
    calls = [call("ivan", "03-20", manager="boris"), call("ivan", "03-02", manager="anna")]
    assert leads_of(calls=calls)[0] == LeadCount(day("03-02"), "anna", "ivan")


def test_joined_clients_are_one_lead_of_the_earlier_manager():
    found = leads_of(
        clients=[ClientRecord("a", ("+7",)), ClientRecord("b", ("+7",))],
        calls=[call("b", "03-02", manager="boris"), call("a", "03-03", manager="anna")],
    )
    assert found == (LeadCount(day("03-02"), "boris", "a"),)


def test_a_span_with_no_days_has_no_leads():
    empty = span("03-10", "03-09")
    rows = ledger(now=datetime(2026, 5, 1), calls=[call("ivan", "03-09"), call("ivan", "03-10")])
    assert unique_leads(rows, empty, crm_connected_from=None) == ()
