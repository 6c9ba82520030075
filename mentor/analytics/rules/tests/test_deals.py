from fractions import Fraction
from typing import Any

import pytest

from mentor.analytics.rules.clients import ClientRecord
from mentor.analytics.rules.deals import SuccessfulDeal, successful_deals

from .builders import deal, ledger, moment, pay

pytestmark = pytest.mark.unit


def deals_of(**rows: Any) -> tuple[SuccessfulDeal, ...]:
    return successful_deals(ledger(**rows))


def test_only_confirmed_payments_make_a_deal():
    found = deals_of(
        deals=[deal("d", "ivan"), deal("e", "petr"), deal("f", "oleg")],
        payments=[pay("03-05", deal="d"), pay("03-05", deal="e", confirmed=False)],
    )
    assert [row.ref for row in found] == ["deal:d"]


def test_a_deal_is_dated_by_its_earliest_proven_payment():
    found = deals_of(
        deals=[deal("d", "ivan")],
        payments=[
            pay("03-20", deal="d"),
            pay("03-10", deal="d", id="first"),
            pay("03-01", deal="d", confirmed=False),
        ],
    )
    assert found[0].at == moment("03-10")
    assert found[0].payments[0].id == "first"


def test_a_refund_lessens_the_payment_that_it_names():
    found = deals_of(payments=[pay("03-05", "1000.50", id="p"), pay("04-07", "300.20", refund_of="p")])
    assert found[0].payments[0].amount == Fraction("700.30")
    assert found[0].at == moment("03-05")


def test_a_payment_given_back_in_full_dates_its_deal_no_more():
    found = deals_of(
        deals=[deal("d", "ivan")],
        payments=[
            pay("02-20", "500", deal="d", id="a"),
            pay("03-10", "700", deal="d", id="b"),
            pay("04-01", "200", refund_of="a"),
            pay("04-02", "300", refund_of="a"),
        ],
    )
    assert found[0].at == moment("03-10")
    assert [row.id for row in found[0].payments] == ["b"]


def test_a_deal_given_back_in_full_is_successful_in_no_period():
    assert deals_of(payments=[pay("03-05", "1000", id="p"), pay("05-07", "1000", refund_of="p")]) == ()


def test_an_unconfirmed_refund_takes_nothing_yet():
    found = deals_of(payments=[pay("03-05", id="p"), pay("03-07", refund_of="p", confirmed=False)])
    assert found[0].payments[0].amount == 1000


def test_a_refund_of_an_unconfirmed_payment_lessens_no_other():
    found = deals_of(
        deals=[deal("d", "ivan")],
        payments=[
            pay("03-05", "400", deal="d"),
            pay("03-06", "1000", deal="d", id="p", confirmed=False),
            pay("03-07", "1000", deal="d", refund_of="p"),
        ],
    )
    assert [row.amount for row in found[0].payments] == [400]


def test_more_than_was_paid_cannot_be_given_back():
    found = deals_of(
        deals=[deal("d", "ivan")],
        payments=[
            pay("03-05", "100", deal="d", id="a"),
            pay("03-06", "500", deal="d", id="b"),
            pay("03-07", "900", refund_of="a"),
        ],
    )
    assert [(row.id, row.amount) for row in found[0].payments] == [("b", Fraction(500))]


def test_a_payment_belongs_to_its_deal_s_client():
    found = deals_of(
        clients=[ClientRecord("ivan", merged_into="anton")],
        deals=[deal("d", "ivan", "boris")],
        payments=[pay("03-05", deal="d", client="payer")],
    )
    assert (found[0].client, found[0].manager) == ("anton", "boris")


def test_a_payment_without_a_deal_is_a_deal_of_its_own():
    found = deals_of(payments=[pay("03-05", client="ivan", id="1"), pay("03-06", client="ivan", id="2")])
    assert [(row.ref, row.client, row.manager) for row in found] == [
        ("payment:1", "ivan", None),
        ("payment:2", "ivan", None),
    ]


def test_a_deal_and_a_payment_of_one_id_are_two_deals():
    found = deals_of(deals=[deal("1", "ivan")], payments=[pay("03-05", deal="1"), pay("03-05", id="1")])
    assert [row.ref for row in found] == ["deal:1", "payment:1"]


def test_two_payments_of_one_deal_are_one_deal():
    rows = [pay("03-05", deal="d"), pay("04-05", deal="d")]
    assert len(deals_of(deals=[deal("d", "ivan")], payments=rows)) == 1


def test_a_payment_sent_twice_is_one_payment():
    row = pay("03-05", "100", id="p", client="ivan")
    found = deals_of(payments=[row, row])
    assert [len(found), found[0].payments[0].amount] == [1, 100]
