"""Counts by day, read once, from which the counts of any span inside them are made.

Unique leads do not add up over days, but the days on which a period first saw its leads do: see
``mentor.clients.actions.LEAD_FIRST``. So a part of a week or a month from its first day on, and any span from
the company's start on, has its exact number of leads without reading a single lead.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from mentor.analytics.rules.counts import DealCount, LeadCount, PeriodCounts, ReturnedPayment
from mentor.analytics.rules.money import MoneyCounts
from mentor.analytics.rules.periods import Span, month_of, week_of
from mentor.clients.actions import LEAD_FIRST, LEAD_FIRST_SINCE_START
from mentor.clients.payments import DEAL
from mentor.recovery.counting import RETURNED_DEALS, RETURNED_KOPECKS
from mentor.tallies import queries as tallies
from mentor.tallies.models import Grain

KOPECKS = 100
NAMES = (*LEAD_FIRST.values(), LEAD_FIRST_SINCE_START, DEAL, RETURNED_DEALS, RETURNED_KOPECKS)
Unit = Literal["week", "month"]
FIRST_SEEN: dict[Unit, str] = {"week": LEAD_FIRST[Grain.WEEK], "month": LEAD_FIRST[Grain.MONTH]}
UNIT_OF = {"week": week_of, "month": month_of}


@dataclass(frozen=True, slots=True)
class DayCounts:
    """Counts of ``span`` by name and day; ``start`` is the company's first day with us."""

    span: Span
    start: date | None
    by_name: dict[str, dict[date, int]]

    def period_counts(self, span: Span, unit: Unit) -> PeriodCounts:
        """Leads and deals of a week or month, or of its first days. ``span`` begins with the unit."""
        self._check(span, unit)
        return PeriodCounts(self._sum(FIRST_SEEN[unit], span), self._sum(DEAL, span))

    def since_start(self, span: Span) -> PeriodCounts:
        """Leads and deals of a span that begins on the company's first day."""
        if span.first != self.start:
            raise ValueError(f"{span.first} is not the company's first day, {self.start}")
        return PeriodCounts(self._sum(LEAD_FIRST_SINCE_START, span), self._sum(DEAL, span))

    def money_counts(self, span: Span, unit: Unit, stand_in: Fraction | None) -> MoneyCounts:
        """What the money of a week or month (or its first days) is made of: its part from the start on."""
        self._check(span, unit)
        part = span.since(self.start)
        name = FIRST_SEEN[unit] if part.first == span.first else LEAD_FIRST_SINCE_START
        return self._money(name, part, stand_in)

    def money_since_start(self, span: Span, stand_in: Fraction | None) -> MoneyCounts:
        """The same for a span that begins on the company's first day."""
        if span.first != self.start:
            raise ValueError(f"{span.first} is not the company's first day, {self.start}")
        return self._money(LEAD_FIRST_SINCE_START, span, stand_in)

    def _money(self, leads: str, span: Span, stand_in: Fraction | None) -> MoneyCounts:
        deals, returned = self._days(DEAL, span), self._days(RETURNED_DEALS, span)
        return MoneyCounts(
            leads=tuple(LeadCount(day=day, count=count) for day, count in self._days(leads, span).items()),
            deals=(
                *(DealCount(day=day, count=count - returned.get(day, 0)) for day, count in deals.items()),
                *(DealCount(day=day, count=count, returned=True) for day, count in returned.items()),
            ),
            returned=tuple(
                ReturnedPayment(
                    payment="", deal="", day=day, manager=None, client=None, amount=Fraction(kopecks, KOPECKS)
                )
                for day, kopecks in self._days(RETURNED_KOPECKS, span).items()
            ),
            stand_in=stand_in,
        )

    def _days(self, name: str, span: Span) -> dict[date, int]:
        known = self.by_name.get(name, {})
        return {day: known[day] for day in span if day in known}

    def _sum(self, name: str, span: Span) -> int:
        return sum(self._days(name, span).values())

    def _check(self, span: Span, unit: Unit) -> None:
        if span.first != UNIT_OF[unit](span.first).first or span.last > UNIT_OF[unit](span.first).last:
            raise ValueError(f"{span} is not a {unit} nor its first days")
        if span.first < self.span.first or span.last > self.span.last:
            raise ValueError(f"{span} lies outside of what was read, {self.span}")


def with_pending(counts: MoneyCounts, pending: Fraction) -> MoneyCounts:
    """The same counts with the roubles that wait for confirmation, which no tally holds."""
    return replace(counts, pending=pending)


def read(span: Span, *, start: date | None) -> DayCounts:
    """One query: as many rows as days and names, however many calls and people there are."""
    by_name: dict[str, dict[date, int]] = defaultdict(dict)
    for row in tallies.totals(names=NAMES, grain=Grain.DAY, since=span.first, until=span.last):
        by_name[row.name][row.start] = row.value
    return DayCounts(span=span, start=start, by_name=dict(by_name))
