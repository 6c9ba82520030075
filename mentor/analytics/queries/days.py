"""Counts by day, read once, from which the counts of any span inside them are made.

Unique leads do not add up over days, but the days on which a period first saw its leads do: see
``mentor.clients.actions.LEAD_FIRST``. So a part of a week or a month from its first day on, and any span from
the company's start on, has its exact number of leads without reading a single lead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate
from typing import Literal

from mentor.analytics.rules.counts import DealCount, LeadCount, PeriodCounts, ReturnedPayment
from mentor.analytics.rules.money import MoneyCounts
from mentor.analytics.rules.periods import ONE_DAY, Span, month_of, week_of
from mentor.analytics.rules.terms import Terms
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
    """Counts of ``span`` by name: ``sums[name][n]`` counts its first ``n`` days. ``terms``: what was agreed."""

    span: Span
    terms: Terms
    sums: dict[str, list[int]]

    def period_counts(self, span: Span, unit: Unit) -> PeriodCounts:
        """Leads and deals of a week or month, or of its first days. ``span`` begins with the unit."""
        self._check(span, unit)
        return PeriodCounts(self._sum(FIRST_SEEN[unit], span), self._sum(DEAL, span))

    def since_start(self, span: Span) -> PeriodCounts:
        """Leads and deals of a span that begins on the company's first day."""
        self._check_start(span)
        return PeriodCounts(self._sum(LEAD_FIRST_SINCE_START, span), self._sum(DEAL, span))

    def money_counts(self, span: Span, unit: Unit, stand_in: Fraction | None) -> MoneyCounts:
        """What the money of a week or month (or its first days) is made of: its part from the start on.

        By stretches of days on which the same values hold, each dated by its first day: exact, and few to multiply.
        """
        self._check(span, unit)
        part = span.since(self.terms.start)
        name = FIRST_SEEN[unit] if part.first == span.first else LEAD_FIRST_SINCE_START
        return self._money(name, part, stand_in)

    def money_since_start(self, span: Span, stand_in: Fraction | None) -> MoneyCounts:
        """The same for a span that begins on the company's first day."""
        self._check_start(span)
        return self._money(LEAD_FIRST_SINCE_START, span, stand_in)

    def _money(self, leads: str, span: Span, stand_in: Fraction | None) -> MoneyCounts:
        if not span.days:
            return MoneyCounts(stand_in=stand_in)
        counted = ((part.first, self._sum(leads, part)) for part in self._stretches(span))
        returned = self._sum(RETURNED_DEALS, span)
        paid = Fraction(self._sum(RETURNED_KOPECKS, span), KOPECKS)
        return MoneyCounts(
            leads=tuple(LeadCount(day=day, count=count) for day, count in counted if count),
            deals=(
                DealCount(day=span.first, count=self._sum(DEAL, span) - returned),
                DealCount(day=span.first, count=returned, returned=True),
            ),
            returned=(
                ReturnedPayment(payment="", deal="", day=span.first, manager=None, client=None, amount=paid),
            ),
            stand_in=stand_in,
        )

    def _stretches(self, span: Span) -> Iterator[Span]:
        """The span cut where an agreed value begins to hold."""
        first = span.first
        for change in self.terms.changes:
            if first < change <= span.last:
                yield Span(first, change - ONE_DAY)
                first = change
        yield Span(first, span.last)

    def _sum(self, name: str, span: Span) -> int:
        """The count of the span's days; days that were not read count nothing."""
        sums = self.sums.get(name)
        if sums is None:
            return 0
        begin, end = (span.first - self.span.first).days, (span.last - self.span.first).days + 1
        begin, end = (min(max(each, 0), len(sums) - 1) for each in (begin, end))
        return sums[end] - sums[begin] if begin < end else 0

    def _check(self, span: Span, unit: Unit) -> None:
        if span.first != UNIT_OF[unit](span.first).first or span.last > UNIT_OF[unit](span.first).last:
            raise ValueError(f"{span} is not a {unit} nor its first days")
        if span.first < self.span.first or span.last > self.span.last:
            raise ValueError(f"{span} lies outside of what was read, {self.span}")

    def _check_start(self, span: Span) -> None:
        if span.first != self.terms.start:
            raise ValueError(f"{span.first} is not the company's first day, {self.terms.start}")


def with_pending(counts: MoneyCounts, pending: Fraction) -> MoneyCounts:
    """The same counts with the roubles that wait for confirmation, which no tally holds."""
    return replace(counts, pending=pending)


def ask(span: Span) -> tallies.Ask:
    """What is to be read for ``of``: as many rows as days and names, however many calls and people there are."""
    return tallies.Ask(NAMES, Grain.DAY, span.first, span.last, by="period")


def of(span: Span, terms: Terms, rows: Iterable[tallies.Row]) -> DayCounts:
    """The counts from the rows of ``ask(span)``."""
    by_name: dict[str, list[int]] = defaultdict(lambda: [0] * span.days)
    for row in rows:
        by_name[row.name][(row.start - span.first).days] += row.value
    return DayCounts(span, terms, {name: [0, *accumulate(values)] for name, values in by_name.items()})


def read(span: Span, terms: Terms) -> DayCounts:
    """One query."""
    (rows,) = tallies.together(ask(span))
    return of(span, terms, rows)
