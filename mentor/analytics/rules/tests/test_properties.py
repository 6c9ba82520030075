"""What holds for any company, however its rows collide."""

from collections import Counter
from dataclasses import fields, replace
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentor.analytics.rules.deals import successful_deals
from mentor.analytics.rules.events import Book, Ledger
from mentor.analytics.rules.figures import figures_from_events, money_counts, printed
from mentor.analytics.rules.money import (
    MoneyCounts,
    growth_money,
    growth_parts,
    money_brought,
    returned_parts,
)
from mentor.analytics.rules.periods import Period, Span
from mentor.analytics.rules.returns import cases, pending_money, returned_money, returned_payments
from mentor.analytics.rules.terms import Terms, in_force

from .builders import MOSCOW, cases_of, day, examples, known, month, pay, span
from .strategies import LAST, agreements, books

pytestmark = pytest.mark.unit
NOW = LAST + timedelta(days=30)
ALWAYS = span("01-01", "12-31")
periods = st.sampled_from(
    [
        month("02-01"),
        month("03-01"),
        Period.containing("week", day("02-17")),
        Period("custom", span("02-10", "03-20")),
    ]
)


def answer(rows: Book, agreed: Terms, period: Period, now: datetime = NOW) -> dict[str, object]:
    return printed(figures_from_events(rows, terms=agreed, period=period, now=now))


def settled_counts(rows: Book, agreed: Terms, where: Span) -> MoneyCounts:
    ledger = rows.settle(zone=MOSCOW, now=NOW)
    deals = successful_deals(ledger)
    return money_counts(
        ledger, deals, cases(ledger, deals, window_days=agreed.returned_window_days), where, agreed
    )


@examples(max_examples=30)
@given(books(), agreements(), periods, st.randoms(use_true_random=False))
def test_shuffling_and_sending_rows_again_changes_nothing(rows, agreed, period, random):
    def resent(name: str) -> tuple[Any, ...]:
        again = [*getattr(rows, name), *getattr(rows, name)[::2]]
        random.shuffle(again)
        return tuple(again)

    shuffled = Book(**{field.name: resent(field.name) for field in fields(Book)})
    assert answer(shuffled, agreed, period) == answer(rows, agreed, period)


@examples(max_examples=30)
@given(books(), agreements(), periods, st.integers(0, 90))
def test_rows_later_than_now_change_nothing(rows, agreed, period, days):
    now = LAST - timedelta(days=days)
    known = Book(
        clients=rows.clients,
        calls=tuple(row for row in rows.calls if row.started_at <= now),
        crm_leads=tuple(row for row in rows.crm_leads if row.created_at <= now),
        deals=rows.deals,
        payments=tuple(row for row in rows.payments if row.paid_at <= now),
        losses=tuple(row for row in rows.losses if row.lost_at <= now),
        recommendations=tuple(row for row in rows.recommendations if row.written_at <= now),
    )
    assert answer(rows, agreed, period, now) == answer(known, agreed, period, now)


@examples(max_examples=30)
@given(books(), agreements(), periods)
def test_the_parts_add_up_to_the_whole_by_manager_by_day_and_by_client(rows, agreed, period):
    counts = settled_counts(rows, agreed, period.span)
    money = money_brought(counts, agreed)
    for by in ("manager", "day", "client"):
        parts = growth_parts(counts, agreed, by)
        assert (None if parts is None else sum(parts.values())) == money.growth
        assert sum(returned_parts(counts.returned, by).values()) == money.returned


@examples(max_examples=30)
@given(books(), agreements(), periods)
def test_growth_money_is_the_sum_over_the_leads_as_the_rule_is_written(rows, agreed, period):
    counts = settled_counts(rows, agreed, period.span)
    ordinary = sum(not deal.returned for deal in counts.deals)
    total = Fraction(0)
    for lead in counts.leads:
        baseline = in_force(agreed.baseline, lead.day)
        baseline = counts.stand_in if baseline is None else baseline
        if baseline is None:
            assert growth_money(counts, agreed) is None
            return
        conversion, cheque = Fraction(ordinary, len(counts.leads)), in_force(agreed.average_cheque, lead.day)
        total += (conversion - baseline) * known(cheque)
    assert growth_money(counts, agreed) == total


@examples(max_examples=30)
@given(books(), agreements())
def test_tallies_of_leads_and_deals_give_the_same_money_as_the_rows_one_by_one(rows, agreed):
    counts = settled_counts(rows, agreed, ALWAYS)
    leads = Counter((row.day, row.manager) for row in counts.leads)
    deals = Counter((row.day, row.manager, row.returned) for row in counts.deals)
    tallied = replace(
        counts,
        leads=tuple(
            replace(counts.leads[0], day=when, manager=who, client=None, count=count)
            for (when, who), count in leads.items()
        ),
        deals=tuple(
            replace(counts.deals[0], day=when, manager=who, client=None, returned=returned, count=count)
            for (when, who, returned), count in deals.items()
        ),
    )
    assert money_brought(tallied, agreed) == money_brought(counts, agreed)
    assert growth_parts(tallied, agreed, "manager") == growth_parts(counts, agreed, "manager")


@examples(max_examples=30)
@given(books(), st.integers(1, 40))
def test_no_payment_counts_twice_however_time_is_cut_into_periods(rows, length):
    ledger = rows.settle(zone=MOSCOW, now=NOW)
    found = cases_of(ledger)
    cuts = [
        Span(ALWAYS.first + timedelta(days=n), ALWAYS.first + timedelta(days=n + length - 1))
        for n in range(0, 365, length)
    ]
    counted = [row for cut in cuts for row in returned_payments(found, cut, MOSCOW)]
    assert len({row.payment for row in counted}) == len(counted)
    paid = {row.id: Fraction(row.amount) for row in rows.payments if row.refund_of is None and row.confirmed}
    assert all(0 < row.amount <= paid[row.payment] for row in counted)
    assert returned_money(counted) == returned_money(returned_payments(found, ALWAYS, MOSCOW))


@examples(max_examples=30)
@given(books(), agreements())
def test_a_deal_is_in_the_growth_part_or_a_return_and_never_both(rows, agreed):
    agreed = replace(agreed, start=None)
    counts = settled_counts(rows, agreed, ALWAYS)
    ledger = rows.settle(zone=MOSCOW, now=NOW)
    every = successful_deals(ledger)
    returned = {row.deal for row in counts.returned}
    ordinary = counts.without_returned.deals
    assert ordinary + len(returned) == len(every) == counts.totals.deals
    money_of_returns = sum(
        (payment.amount for row in every if row.ref in returned for payment in row.payments), Fraction(0)
    )
    assert returned_money(counts.returned) == money_of_returns


@examples(max_examples=30)
@given(books())
def test_every_return_had_its_loss_its_recommendation_and_its_contact_in_that_order(rows):
    ledger = rows.settle(zone=MOSCOW, now=NOW)
    open_since: dict[str, datetime] = {}
    for case in cases_of(ledger):
        assert open_since.get(case.client) is None or open_since[case.client] <= case.lost_at
        open_since[case.client] = case.sale.at if case.sale else NOW
        steps = [case.lost_at, case.recommended_at, case.contacted_at]
        taken = [step for step in steps if step is not None]
        assert steps[: len(taken)] == taken == sorted(taken)
        if case.agreed_at is not None:
            assert known(case.contacted_at) <= case.agreed_at
        if case.returned:
            assert len(taken) == 3
            assert known(case.contacted_at) < known(case.paid_at)


@examples(max_examples=30)
@given(books(), agreements(), periods)
def test_confirming_what_is_pending_brings_exactly_the_pending_sum(rows, agreed, period):
    ledger = rows.settle(zone=MOSCOW, now=NOW)
    confirmed = ledger.as_if_confirmed()
    days = agreed.returned_window_days

    def returned(state: Ledger) -> Fraction:
        return returned_money(returned_payments(cases_of(state, days), period.span, MOSCOW))

    assert returned(ledger) + pending_money(ledger, period.span, window_days=days) == returned(confirmed)
    assert pending_money(confirmed, period.span, window_days=days) == 0


@examples(max_examples=30)
@given(books(), agreements(), periods, st.data())
def test_a_payment_given_back_in_full_is_as_if_it_had_never_been(rows, agreed, period, data):
    fresh = pay("03-05", "500", client=data.draw(st.sampled_from("abcde")), id="fresh")
    undone = replace(
        rows, payments=(*rows.payments, fresh, pay("03-09", "500", id="back", refund_of="fresh"))
    )
    assert answer(undone, agreed, period) == answer(rows, agreed, period)


@examples(max_examples=30)
@given(books(), agreements(), st.integers(-12, 12))
def test_moving_every_row_and_the_zone_by_one_offset_changes_nothing(rows, agreed, hours):
    """A company elsewhere with the same local times has the same figures."""
    moved = timedelta(hours=hours)
    zone = timezone(timedelta(hours=3) + moved)
    elsewhere = Book(
        clients=rows.clients,
        calls=tuple(replace(row, started_at=row.started_at - moved) for row in rows.calls),
        crm_leads=tuple(replace(row, created_at=row.created_at - moved) for row in rows.crm_leads),
        deals=rows.deals,
        payments=tuple(replace(row, paid_at=row.paid_at - moved) for row in rows.payments),
        losses=tuple(replace(row, lost_at=row.lost_at - moved) for row in rows.losses),
        recommendations=tuple(
            replace(row, written_at=row.written_at - moved) for row in rows.recommendations
        ),
    )
    period = month("03-01")
    there = answer(elsewhere, replace(agreed, zone=zone), period, NOW - moved)
    assert there == answer(rows, agreed, period)
