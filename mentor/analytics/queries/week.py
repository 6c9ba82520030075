"""The figures of a week, of its month so far, and of the weeks before it, counted from tallies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from mentor.analytics.rules.counts import PeriodCounts, Steps
from mentor.analytics.rules.figures import Figures, figures_from_counts
from mentor.analytics.rules.money import Money, money_brought
from mentor.analytics.rules.periods import ONE_DAY, Period, Span, full_month_before, week_of
from mentor.clients.actions import LEAD
from mentor.clients.payments import DEAL
from mentor.companies.models import Company
from mentor.recovery.counting import STEPS
from mentor.recovery.step_counts import clients_by_step
from mentor.tallies import queries as tallies
from mentor.tallies.models import Grain

from . import days
from .company import Agreement, agreement
from .pending import pending

WEEKS = 9
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Point:
    """A week of the dynamics; ``money`` is None before the company's start."""

    span: Span
    counts: PeriodCounts
    money: Money | None


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """``month``: the month of the week's last day, up to that day, against as many days of the one before.

    ``last_month``: the whole month before, with its span.
    """

    week: Figures
    month: Figures
    last_month: PeriodCounts
    last_month_span: Span
    dynamics: tuple[Point, ...]
    agreed: Agreement


@dataclass(frozen=True, slots=True)
class _Read:
    agreed: Agreement
    by_day: days.DayCounts
    stand_in: Fraction | None


def week_figures(company: Company, week: Span) -> WeekFigures:
    """At most ten queries, whatever the size of the company. Nothing dated after the week counts."""
    found = _read(company, week)
    month = Period.containing("month", week.last)
    before = full_month_before(week.last)
    month_so_far = Span(month.span.first, week.last)
    return WeekFigures(
        week=_figures(found, Period("week", week), week, steps=_week_steps(week), company=company),
        month=_figures(
            found, month, month_so_far, steps=_month_steps(company, month_so_far), company=company
        ),
        last_month=found.by_day.period_counts(before, "month"),
        last_month_span=before,
        dynamics=_dynamics(found, week),
        agreed=found.agreed,
    )


def _read(company: Company, week: Span) -> _Read:
    agreed = agreement(company)
    start = agreed.terms.start
    first = min(week.first - WEEK * WEEKS, full_month_before(week.last).first)
    return _Read(agreed, days.read(Span(first, week.last), agreed.terms), _stand_in(start))


def _stand_in(start: date | None) -> Fraction | None:
    """Where no baseline was entered: the conversion of the last full month before the start."""
    if start is None:
        return None
    month = full_month_before(start).first
    rows = tallies.totals(names=(LEAD, DEAL), grain=Grain.MONTH, since=month, until=month)
    counts = {row.name: row.value for row in rows}
    return PeriodCounts(counts.get(LEAD, 0), counts.get(DEAL, 0)).conversion


def _figures(found: _Read, period: Period, span: Span, *, steps: Steps, company: Company) -> Figures:
    """Of ``span``, the part of the period up to the week's end; a part is compared with as many days."""
    unit: days.Unit = "week" if period.kind == "week" else "month"
    today = span.last if span.last < period.span.last else span.last + ONE_DAY
    terms = found.agreed.terms
    counted = found.by_day.money_counts(span, unit, found.stand_in)
    counted = days.with_pending(counted, pending(span.since(terms.start), company))
    return figures_from_counts(
        period=period,
        today=today,
        current=found.by_day.period_counts(span, unit),
        previous=found.by_day.period_counts(period.compared_with(today), unit),
        steps=steps,
        money=counted,
        terms=terms,
    )


def _week_steps(week: Span) -> Steps:
    rows = tallies.totals(names=STEPS, grain=Grain.WEEK, since=week.first, until=week.first)
    return Steps(**{row.name.removeprefix("case."): row.value for row in rows})


def _month_steps(company: Company, span: Span) -> Steps:
    """Of a part of a month: clients by the moments in their cases, for tallies know whole months alone."""
    return Steps(**clients_by_step(*span.bounds(company.zone)))


def _dynamics(found: _Read, week: Span) -> tuple[Point, ...]:
    """Oldest first, from the first with a lead or a deal on."""
    points: list[Point] = []
    for back in reversed(range(WEEKS)):
        span = week_of(week.first - WEEK * back)
        counts = found.by_day.period_counts(span, "week")
        if points or back == 0 or counts != PeriodCounts(0, 0):
            points.append(Point(span, counts, _money(found, span)))
    return tuple(points)


def _money(found: _Read, span: Span) -> Money | None:
    start = found.agreed.terms.start
    if start is not None and span.last < start:
        return None
    return money_brought(found.by_day.money_counts(span, "week", found.stand_in), found.agreed.terms)
