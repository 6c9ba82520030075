"""Counts by day, read once, from which the counts of any span inside them are made.

Unique leads do not add up over days, but the days on which a period first saw its leads do: see
``mentor.clients.actions.LEAD_FIRST``. So a part of a week or a month from its first day on, and any span from
the company's start on, has its exact number of leads without reading a single lead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
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
Unit = Literal["week", "month"]
FIRST_SEEN: dict[Unit, str] = {"week": LEAD_FIRST[Grain.WEEK], "month": LEAD_FIRST[Grain.MONTH]}
NAMES = (FIRST_SEEN["month"], DEAL, RETURNED_DEALS, RETURNED_KOPECKS)
UNIT_OF = {"week": week_of, "month": month_of}


@dataclass(frozen=True, slots=True)
class Sums:
    """Counts of one name over the days of ``span``: ``upto[n]`` of its first ``n`` days."""

    span: Span
    upto: list[int]

    def of(self, span: Span) -> int:
        """The count of these days; ``ValueError`` for days that were not read."""
        if not span.days:
            return 0
        begin, end = (span.first - self.span.first).days, (span.last - self.span.first).days + 1
        if begin < 0 or end >= len(self.upto):
            raise ValueError(f"{span} lies outside of what was read, {self.span}")
        return self.upto[end] - self.upto[begin]


@dataclass(frozen=True, slots=True)
class DayCounts:
    """Counts by name and day, and the agreed values (``terms``) that hold on the days."""

    terms: Terms
    sums: dict[str, Sums]

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
        return self.sums[name].of(span)

    def _check(self, span: Span, unit: Unit) -> None:
        if span.first != UNIT_OF[unit](span.first).first or span.last > UNIT_OF[unit](span.first).last:
            raise ValueError(f"{span} is not a {unit} nor its first days")

    def _check_start(self, span: Span) -> None:
        if span.first != self.terms.start:
            raise ValueError(f"{span.first} is not the company's first day, {self.terms.start}")


def with_pending(counts: MoneyCounts, pending: Fraction) -> MoneyCounts:
    """The same counts with the roubles that wait for confirmation, which no tally holds."""
    return replace(counts, pending=pending)


def asks(
    span: Span, start: date | None, *, weeks_from: date | None = None, start_until: date | None = None
) -> list[tallies.Ask]:
    """What is to be read for ``of``: as many rows as days, names and people, however many calls there are.

    ``weeks_from``: the first Monday whose week will be asked for, ``start_until`` the last day of what will be counted
    from the company's start; without them all of ``span``.
    """
    of_start = Span(max(start or span.first, span.first), min(start_until or span.last, span.last))
    return [
        tallies.Ask(NAMES, Grain.DAY, span.first, span.last, by="period"),
        _of_leads(FIRST_SEEN["week"], Span(weeks_from or span.first, span.last)),
        _of_leads(LEAD_FIRST_SINCE_START, of_start),
    ]


def of(asked: Sequence[tallies.Ask], terms: Terms, rows: Iterable[list[tallies.Row]]) -> DayCounts:
    """The counts from the rows of ``asks``."""
    sums: dict[str, Sums] = {}
    for ask, found in zip(asked, rows, strict=True):
        span = Span(ask.since, ask.until)
        by_name: dict[str, list[int]] = {name: [0] * span.days for name in ask.names}
        for row in found:
            by_name[row.name][(row.start - span.first).days] += row.value
        sums |= {name: Sums(span, [0, *accumulate(values)]) for name, values in by_name.items()}
    return DayCounts(terms, sums)


def read(span: Span, terms: Terms) -> DayCounts:
    """One query."""
    asked = asks(span, terms.start)
    return of(asked, terms, tallies.together(*asked))


def _of_leads(name: str, span: Span) -> tallies.Ask:
    return tallies.Ask((name,) if span.days else (), Grain.DAY, span.first, span.last, by="period")
