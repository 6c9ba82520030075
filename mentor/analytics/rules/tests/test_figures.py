"""Whole periods worked out by hand: rows in, the printed object out."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mentor.analytics.rules.clients import ClientRecord
from mentor.analytics.rules.counts import PeriodCounts, Steps
from mentor.analytics.rules.events import Book
from mentor.analytics.rules.figures import Figures, Growth, figures_from_counts, figures_from_events, printed
from mentor.analytics.rules.interval import Certainty
from mentor.analytics.rules.money import MoneyCounts
from mentor.analytics.rules.periods import Period
from mentor.analytics.rules.terms import Terms

from .builders import advice, at, book, call, day, deal, lead, month, pay, span, terms, values

pytestmark = pytest.mark.unit
AFTER = at("04-15")


def figures(rows: Book, agreed: Terms, period: Period | None = None, now: datetime = AFTER) -> Figures:
    return figures_from_events(rows, terms=agreed, period=period or month("03-01"), now=now)


def answer(rows: Book, agreed: Terms, period: Period | None = None, now: datetime = AFTER) -> dict[str, Any]:
    return printed(figures(rows, agreed, period, now))


AGREED = terms(
    average_cheque=values(("01-01", 10_000)),
    baseline=values(("01-01", "0.25")),
    fee_rate=Fraction("0.1"),
    fee_base="growth_and_returned",
    start=date(2026, 1, 1),
)


def one_month() -> Book:
    """March: 4 leads, 3 deals, one a return of 7 000.50 and 1 000 unconfirmed; February: 3 leads, 1 deal."""
    return book(
        calls=[
            call("a", "02-03"),
            call("b", "02-10", "lost", id="b lost"),
            call("c", "02-28", "interrupted"),
            call("a", "03-01 00:00"),
            call("b", "03-02", "success"),
            call("d", "03-31 23:59"),
            call("e", "03-15", "lost"),
            call("f", "03-15", "not_sales"),
        ],
        advices=[advice("b lost", "02-10 12:10", "b")],
        deals=[deal("A", "a"), deal("B", "b"), deal("C", "c"), deal("D", "d")],
        payments=[
            pay("02-20", "3000", deal="C"),
            pay("03-03", "7000.50", deal="B"),
            pay("03-04", "1000", deal="B", confirmed=False),
            pay("03-05", "9000", deal="A"),
            pay("03-31 23:59", "100", deal="D"),
        ],
    )


def test_a_month_worked_out_by_hand():
    # conversion 3/4 against 1/3: 41.666667 points
    # growth (2/4 - 0.25) x 4 x 10 000 = 10 000; total 17 000.50; fee a tenth of it
    # interval: an independent check of its value stands in test_interval
    got = answer(one_month(), AGREED)
    interval = got.pop("interval_pp")
    assert Fraction(interval[0]) < 0 < Fraction(interval[1])
    assert got == {
        "leads": 4,
        "deals": 3,
        "conversion": "0.750000",
        "previous": {
            "from": "2026-02-01",
            "to": "2026-02-28",
            "leads": 3,
            "deals": 1,
            "conversion": "0.333333",
        },
        "growth_pp": "41.666667",
        "significant": False,
        "returned": {"lost": 1, "recommended": 0, "contacted": 1, "agreed": 1, "paid": 1},
        "money": {"growth": "10000.00", "returned": "7000.50", "total": "17000.50", "pending": "1000.00"},
        "fee": "1700.05",
    }


def test_the_interval_prints_newcombe_s_published_example():
    growth = Growth(PeriodCounts(70, 56), PeriodCounts(80, 48))
    shown: dict[str, Any] = printed(
        figures_from_counts(
            period=month("03-01"),
            today=day("04-15"),
            current=growth.current,
            previous=growth.previous,
            steps=Steps(),
            money=MoneyCounts(),
            terms=AGREED,
        )
    )
    assert shown["growth_pp"] == "20.000000"
    assert [round(float(limit), 2) for limit in shown["interval_pp"]] == [5.24, 33.39]
    assert shown["significant"] is True
    assert growth.certainty is Certainty.SIGNIFICANT


def test_everything_is_unknown_where_nothing_happened():
    got = answer(book(), terms(fee_rate=Fraction("0.1")))
    assert got["conversion"] is got["growth_pp"] is got["interval_pp"] is got["significant"] is None
    assert got["previous"]["conversion"] is None
    assert got["money"] == {"growth": "0.00", "returned": "0.00", "total": "0.00", "pending": "0.00"}
    assert got["fee"] == "0.00"


def test_conversion_may_exceed_one_and_then_interval_and_significance_are_unknown():
    rows = book(
        calls=[call("a", "03-02"), call("b", "02-02")],
        payments=[pay("03-05", client="x"), pay("03-06", client="y")],
    )
    got = answer(rows, AGREED)
    assert (got["conversion"], got["growth_pp"]) == ("2.000000", "200.000000")
    assert got["interval_pp"] is got["significant"] is None


def test_the_numerator_counts_deals_of_clients_who_are_no_leads():
    rows = book(calls=[call("a", "03-02"), call("b", "03-02")], payments=[pay("03-05", client="stranger")])
    assert answer(rows, AGREED)["conversion"] == "0.500000"


def test_the_relative_change_stands_beside_the_points():
    assert Growth(PeriodCounts(10, 3), PeriodCounts(10, 2)).relative == Fraction(1, 2)
    assert Growth(PeriodCounts(10, 3), PeriodCounts(10, 0)).relative is None
    assert Growth(PeriodCounts(10, 3), PeriodCounts(0, 0)).relative is None


def test_a_running_month_is_compared_like_for_like_and_is_provisional():
    rows = book(
        calls=[call("a", "02-05"), call("b", "02-11"), call("c", "03-02"), call("d", "03-11")],
        payments=[pay("02-10 23:59", client="a"), pay("02-11 00:00", client="b")],
    )
    got = figures(rows, AGREED, now=at("03-10 09:00"))
    assert got.compared_with == span("02-01", "02-10")
    assert got.growth == Growth(PeriodCounts(1, 0), PeriodCounts(1, 1))
    assert got.provisional
    assert not figures(rows, AGREED, now=at("04-01 00:00")).provisional


def test_today_is_the_company_s_today():
    late_evening_in_utc = datetime.fromisoformat("2026-03-31T21:30:00+00:00")
    assert figures(book(), AGREED, now=late_evening_in_utc).compared_with == span("02-01", "02-28")
    assert not figures(book(), AGREED, now=late_evening_in_utc).provisional


def test_29_february_is_a_day_of_its_month():
    rows = book(calls=[call("a", "2028-02-29T23:59:59"), call("b", "2028-03-01T00:00:00")])
    leap = Period.containing("month", date(2028, 2, 1))
    assert figures(rows, AGREED, leap, at("2028-05-01T00:00")).growth.current.leads == 1


def test_the_same_moment_falls_into_the_month_of_each_company_s_zone():
    rows = book(calls=[call("a", "2026-02-28T21:30:00+00:00")])
    there = terms(start=None)
    west = type(there)(zone=ZoneInfo("Europe/Kaliningrad"))
    assert figures(rows, there).growth.current.leads == 1
    assert figures(rows, west).growth.current.leads == 0


def test_connecting_a_crm_changes_the_denominator_from_that_day():
    rows = book(
        calls=[call("a", "03-02")], leads=[lead("b", "03-09"), lead("c", "03-10"), lead("a", "03-11")]
    )
    assert figures(rows, terms(crm_connected_from=day("03-10"))).growth.current.leads == 2
    assert figures(rows, terms()).growth.current.leads == 1


def test_money_and_fee_count_from_the_start_and_conversion_from_the_first():
    # start on 11 March; before it: leads a and b, a deal of a; from it: leads b (again), c, d, deals of c, d
    agreed = terms(
        average_cheque=values(("01-01", 10_000)),
        baseline=values(("01-01", "0.5")),
        fee_rate=Fraction("0.1"),
        start=day("03-11"),
    )
    rows = book(
        calls=[
            call("a", "03-02"),
            call("b", "03-05"),
            call("b", "03-12"),
            call("c", "03-13"),
            call("d", "03-14"),
        ],
        payments=[pay("03-03", client="a"), pay("03-20", client="c"), pay("03-21", client="d")],
    )
    got = answer(rows, agreed)
    assert (got["leads"], got["deals"], got["conversion"]) == (4, 3, "0.750000")
    # (2/3 - 0.5) x 3 x 10 000 = 5 000
    assert (got["money"]["growth"], got["fee"]) == ("5000.00", "500.00")


def test_returned_payments_before_the_start_bring_nothing():
    rows = book(
        calls=[call("a", "03-01", "lost", id="x"), call("a", "03-03")],
        advices=[advice("x", "03-02", "a")],
        deals=[deal("d", "a")],
        payments=[pay("03-05", "100", deal="d"), pay("03-20", "30", deal="d")],
    )
    agreed = terms(start=day("03-11"))
    got = answer(rows, agreed)
    assert got["money"]["returned"] == "30.00"
    assert got["returned"]["paid"] == 1


def test_a_month_before_the_start_brings_no_money():
    got = answer(one_month(), terms(start=day("04-01"), fee_rate=Fraction("0.1")))
    assert got["money"] == {"growth": "0.00", "returned": "0.00", "total": "0.00", "pending": "0.00"}
    assert (got["leads"], got["fee"]) == (4, "0.00")


def test_the_last_full_month_before_the_start_stands_in_for_a_missing_baseline():
    # start 11 March: February's 1/2 stands in, not the part of March before the start
    agreed = terms(average_cheque=values(("01-01", 10_000)), start=day("03-11"))
    rows = book(
        calls=[call("a", "02-02"), call("b", "02-03"), call("c", "03-05"), call("d", "03-12")],
        payments=[pay("02-20", client="a"), pay("03-20", client="d")],
    )
    assert answer(rows, agreed)["money"]["growth"] == "5000.00"


def test_without_baseline_and_without_leads_before_the_start_the_sums_are_unknown():
    agreed = terms(average_cheque=values(("01-01", 10_000)), start=day("03-01"), fee_rate=Fraction("0.1"))
    rows = book(calls=[call("a", "03-02")])
    got = answer(rows, agreed)
    assert got["money"] == {"growth": None, "returned": "0.00", "total": None, "pending": "0.00"}
    assert got["fee"] is None


@pytest.mark.parametrize(
    "period",
    [
        Period.containing("week", day("03-05")),
        Period.containing("day", day("03-05")),
        Period("custom", span("03-01", "03-31")),
    ],
)
def test_a_fee_is_for_a_month_only(period):
    assert figures(one_month(), AGREED, period).fee is None


def test_late_data_recount_the_period_of_their_own_date():
    rows = one_month()
    late = book(calls=[*rows.calls, call("late", "03-07")], deals=rows.deals, payments=rows.payments)
    assert figures(late, AGREED).growth.current == PeriodCounts(5, 3)


def test_joined_phones_recount_both_periods():
    rows = one_month()
    joined = book(
        clients=[ClientRecord("a", ("+7",)), ClientRecord("b", ("+7",))],
        calls=rows.calls,
        deals=rows.deals,
        payments=rows.payments,
    )
    got = figures(joined, AGREED)
    assert (got.growth.current, got.growth.previous) == (PeriodCounts(3, 3), PeriodCounts(2, 1))


def test_a_refund_months_later_takes_the_deal_out_of_its_own_period():
    rows = one_month()
    a = next(row for row in rows.payments if row.deal == "A")
    refunded = book(
        calls=rows.calls, deals=rows.deals, payments=[*rows.payments, pay("04-10", "9000", refund_of=a.id)]
    )
    assert figures(refunded, AGREED).growth.current == PeriodCounts(4, 2)
    assert figures(refunded, AGREED, now=at("04-09")).growth.current == PeriodCounts(4, 3)
