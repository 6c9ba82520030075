from typing import Any

import pytest

from mentor.analytics.rules.checks import Contradiction, contradictions
from mentor.analytics.rules.clients import ClientRecord
from mentor.analytics.rules.terms import Terms

from .builders import advice, book, call, deal, lead, pay, terms, values

pytestmark = pytest.mark.unit


def found(agreed: Terms | None = None, **rows: Any) -> list[tuple[str, str, str]]:
    return [(row.field, row.id, row.code) for row in contradictions(book(**rows), agreed or terms())]


def test_sound_input_sent_twice_in_two_offsets_has_no_contradictions():
    row = call("ivan", "2026-03-05T12:00", "lost", id="c")
    same = call("ivan", "2026-03-05T09:00+00:00", "lost", id="c")
    rows: dict[str, Any] = {
        "clients": [
            ClientRecord("ivan", ("+7",)),
            ClientRecord("old", merged_into="ivan"),
            ClientRecord("x"),
        ],
        "deals": [deal("d", "ivan")],
        "payments": [
            pay("03-05", "10", deal="d", id="p"),
            pay("03-06", "10", refund_of="p"),
            pay("03-06", client="x"),
        ],
        "leads": [lead("ivan", "03-05")],
        "advices": [advice("c", "03-06"), advice("c", "03-07")],
    }
    assert found(calls=[row, same], **rows) == []


def test_rows_of_one_id_that_differ_are_named():
    assert found(
        calls=[call("ivan", "03-05", "lost", id="c"), call("ivan", "03-05", "success", id="c")],
        deals=[deal("d", "ivan"), deal("d", "petr")],
    ) == [("calls.id", "c", "rows_differ"), ("deals.id", "d", "rows_differ")]


def test_the_order_of_contradicting_rows_changes_no_figure():
    rows = [call("ivan", "03-05", "lost", id="c"), call("ivan", "03-05", "not_sales", id="c")]
    zone = terms().zone
    later = call("", "2029-01-01T00:00").started_at
    one, other = (book(calls=each, losses=()).settle(zone=zone, now=later) for each in (rows, rows[::-1]))
    assert one == other


def test_references_to_rows_that_are_not_there_are_named():
    assert found(
        clients=[ClientRecord("ivan", merged_into="nobody")],
        payments=[pay("03-05", deal="none", id="a"), pay("03-05", refund_of="none", id="b")],
    ) == [
        ("clients.merged_into", "ivan", "unknown_reference"),
        ("payments.deal", "a", "unknown_reference"),
        ("payments.refund_of", "b", "unknown_reference"),
    ]


def test_a_client_without_a_record_is_named_only_where_records_are_given():
    rows: dict[str, Any] = {"calls": [call("petr", "03-05", id="c")], "deals": [deal("d", "petr")]}
    assert found(clients=[ClientRecord("ivan")], **rows) == [
        ("calls.client", "c", "unknown_reference"),
        ("deals.client", "d", "unknown_reference"),
    ]
    assert found(**rows) == []


def test_records_merged_in_a_circle_are_named_and_those_that_lead_to_it_are_not():
    records = [
        ClientRecord("a", merged_into="b"),
        ClientRecord("b", merged_into="a"),
        ClientRecord("c", merged_into="a"),
        ClientRecord("d", merged_into="d"),
    ]
    assert found(clients=records) == [
        ("clients.merged_into", name, "merged_in_a_circle") for name in ("a", "b", "d")
    ]


def test_a_recommendation_is_for_the_client_of_its_call_under_any_of_their_records():
    records = [ClientRecord("ivan"), ClientRecord("old", merged_into="ivan"), ClientRecord("petr")]
    calls = [call("ivan", "03-05", "lost", id="c")]
    assert found(clients=records, calls=calls, advices=[advice("c", "03-06", "old")]) == []
    assert found(clients=records, calls=calls, advices=[advice("c", "03-06", "petr")]) == [
        ("recommendations.client", "c", "client_differs")
    ]
    assert found(clients=records, calls=calls, advices=[advice("none", "03-06", "petr")]) == [
        ("recommendations.call", "none", "unknown_reference")
    ]


def test_a_refund_of_a_refund_is_named():
    rows = [
        pay("03-05", id="a"),
        pay("03-06", "10", refund_of="a", id="b"),
        pay("03-07", "5", refund_of="b", id="c"),
    ]
    assert ("payments.refund_of", "c", "refund_of_refund") in found(payments=rows)


def test_refunds_that_give_back_more_than_was_paid_are_named_when_proven():
    rows = [pay("03-05", "100", id="a"), pay("03-06", "60", refund_of="a"), pay("03-07", "41", refund_of="a")]
    assert found(payments=rows) == [("payments.refund_of", "a", "refund_exceeds_payment")]
    waiting = [*rows[:2], pay("03-07", "41", refund_of="a", confirmed=False)]
    assert found(payments=waiting) == []


@pytest.mark.parametrize("amount", ["0", "-5"])
def test_an_amount_that_is_not_positive_is_named(amount):
    assert found(payments=[pay("03-05", amount, id="a")]) == [("payments.amount", "a", "amount_not_positive")]


def test_two_values_from_one_day_are_named_and_equal_ones_are_not():
    agreed = terms(
        average_cheque=values(("03-01", 5), ("03-01", 5)), baseline=values(("03-01", "0.2"), ("03-01", "0.3"))
    )
    assert contradictions(book(), agreed) == (Contradiction("baseline.from", "2026-03-01", "values_differ"),)
