"""The main report of the specification: five figures, the pilot's goal, and how it went by week and month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from mentor.analytics.rules.counts import PeriodCounts, Steps
from mentor.analytics.rules.figures import Figures, Growth, figures_from_counts
from mentor.analytics.rules.money import GrowthInputs, Money, growth_inputs, money_brought
from mentor.analytics.rules.periods import Period, Span, full_month_before, month_of, week_of
from mentor.analytics.rules.terms import in_force
from mentor.clients.actions import LEAD
from mentor.clients.payments import DEAL
from mentor.companies.models import Company
from mentor.recovery.counting import STEPS
from mentor.tallies import queries as tallies
from mentor.tallies.models import Grain

from . import days
from .company import Agreement, BaselineInForce, agreement

WEEKS = 9
MONTHS = 6
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Point:
    """One week or month of the dynamics.

    ``before``: what it is compared with, like for like; None where that was not read. ``money`` is None before
    the company's start.
    """

    span: Span
    counts: PeriodCounts
    before: PeriodCounts | None
    money: Money | None
    running: bool

    @property
    def growth(self) -> Growth | None:
        return Growth(self.counts, self.before) if self.before else None

    @property
    def is_blank(self) -> bool:
        return self.counts == PeriodCounts(0, 0)


@dataclass(frozen=True, slots=True)
class Pilot:
    """The pilot's goal. ``day`` is from 1; growth is against the conversion without us; money is revenue.

    ``profit`` is None without a margin.
    """

    day: int
    days: int
    span: Span
    counts: PeriodCounts
    baseline: Fraction | None
    growth: Fraction | None
    goal_growth: Fraction
    money: Money
    goal_money: Fraction
    profit: Fraction | None

    @property
    def is_over(self) -> bool:
        return self.day > self.days


@dataclass(frozen=True, slots=True)
class MainReport:
    """What Обзор shows of the running month, with what stands behind each figure."""

    today: date
    month: Figures
    last_full: PeriodCounts
    last_full_span: Span
    inputs: GrowthInputs
    money_span: Span
    cheque: Fraction | None
    baseline: BaselineInForce | None
    agreement: Agreement
    weeks: tuple[Point, ...]
    months: tuple[Point, ...]
    pilot: Pilot | None

    @property
    def growth(self) -> Growth:
        return self.month.growth

    @property
    def missing(self) -> list[str]:
        """What the money cannot be counted without: ``cheque``, ``baseline``."""
        gaps = []
        if self.cheque is None:
            gaps.append("cheque")
        if self.baseline is None:
            gaps.append("baseline")
        return gaps

    @property
    def is_money_known(self) -> bool:
        """Nothing to multiply is not zero roubles: without a cheque or a baseline the sum is unknown."""
        return not self.missing and self.month.money.total is not None


@dataclass(frozen=True, slots=True)
class _Read:
    """Everything that was read for the report."""

    today: date
    agreed: Agreement
    by_day: days.DayCounts
    by_month: dict[str, dict[date, int]]
    by_week: dict[str, dict[date, int]]
    day_from: date

    def month_counts(self, first: date) -> PeriodCounts:
        return PeriodCounts(self.by_month[LEAD].get(first, 0), self.by_month[DEAL].get(first, 0))

    def week_counts(self, first: date) -> PeriodCounts:
        return PeriodCounts(self.by_week[LEAD].get(first, 0), self.by_week[DEAL].get(first, 0))

    @property
    def stand_in(self) -> Fraction | None:
        """Where no baseline was entered: the conversion of the last full month before the start."""
        start = self.agreed.terms.start
        return None if start is None else self.month_counts(full_month_before(start).first).conversion


def main_report(
    company: Company,
    today: date,
    agreed: Agreement | None = None,
    rows: Sequence[list[tallies.Row]] | None = None,
) -> MainReport:
    """Two queries, whatever the size of the company; none where both are read already.

    ``agreed``: the company's; ``rows``: of ``asks(company, today)``.
    """
    found = _read(company, today, agreed or agreement(company), rows)
    terms, by_day = found.agreed.terms, found.by_day
    month = Period.containing("month", today)
    money = by_day.money_counts(month.span, "month", found.stand_in)
    before = full_month_before(today)
    return MainReport(
        today=today,
        month=figures_from_counts(
            period=month,
            today=today,
            current=found.month_counts(month.span.first),
            previous=by_day.period_counts(month.compared_with(today), "month"),
            steps=_steps(found.by_month, month.span.first),
            money=money,
            terms=terms,
        ),
        last_full=found.month_counts(before.first),
        last_full_span=before,
        inputs=growth_inputs(money, terms),
        money_span=month.span.head((today - month.span.first).days + 1).since(terms.start),
        cheque=in_force(terms.average_cheque, today),
        baseline=_baseline(found),
        agreement=found.agreed,
        weeks=_weeks(found),
        months=_months(found),
        pilot=_pilot(company, found),
    )


def asks(company: Company, today: date) -> list[tallies.Ask]:
    """What is to be read for ``main_report``: counts by day, by month and by week, whatever the company's size."""
    start = company.started_on
    first_week, first_month = week_of(today).first - WEEK * (WEEKS - 1), _months_back(today, MONTHS - 1)
    pilot_from = (
        start if start is not None and start + timedelta(days=company.goal_days) > first_week else today
    )
    day_from = min(first_week, first_month, pilot_from)
    month_from = first_month if start is None else min(first_month, full_month_before(start).first)
    until = month_of(today).last
    span = Span(day_from, max(until, week_of(today).last))
    return [
        *days.asks(span, start, weeks_from=first_week, start_until=_counted_from(company, start)),
        tallies.Ask((LEAD, DEAL, *STEPS), Grain.MONTH, month_from, until, by="period"),
        tallies.Ask((LEAD, DEAL), Grain.WEEK, first_week, today, by="period"),
    ]


def _read(
    company: Company, today: date, agreed: Agreement, rows: Sequence[list[tallies.Row]] | None
) -> _Read:
    asked = asks(company, today)
    *by_day, by_month, by_week = tallies.together(*asked) if rows is None else rows
    return _Read(
        today=today,
        agreed=agreed,
        by_day=days.of(asked[:-2], agreed.terms, by_day),
        by_month=_table((LEAD, DEAL, *STEPS), by_month),
        by_week=_table((LEAD, DEAL), by_week),
        day_from=asked[0].since,
    )


def _counted_from(company: Company, start: date | None) -> date | None:
    """The last day of what is counted from the company's start: the pilot, and the week and month of the start."""
    if start is None:
        return None
    return max(start + timedelta(days=company.goal_days), month_of(start).last, week_of(start).last)


def _table(names: tuple[str, ...], rows: list[tallies.Row]) -> dict[str, dict[date, int]]:
    table: dict[str, dict[date, int]] = {name: {} for name in names}
    for row in rows:
        table[row.name][row.start] = row.value
    return table


def _months_back(day: date, count: int) -> date:
    """First day of the month ``count`` months before that of ``day``."""
    first = day.replace(day=1)
    for _ in range(count):
        first = full_month_before(first).first
    return first


def _steps(table: dict[str, dict[date, int]], first: date) -> Steps:
    return Steps(**{name.removeprefix("case."): table[name].get(first, 0) for name in STEPS})


def _baseline(found: _Read) -> BaselineInForce | None:
    entered = found.agreed.entered_baseline(found.today)
    if entered is not None:
        return entered
    start, stand_in = found.agreed.terms.start, found.stand_in
    if start is None or stand_in is None:
        return None
    month = full_month_before(start)
    return BaselineInForce(stand_in, "", None, found.month_counts(month.first))


def _weeks(found: _Read) -> tuple[Point, ...]:
    this = week_of(found.today)
    spans = [week_of(this.first - WEEK * back) for back in reversed(range(WEEKS))]
    return _points(found, "week", [(span, found.week_counts(span.first)) for span in spans])


def _months(found: _Read) -> tuple[Point, ...]:
    spans = [month_of(_months_back(found.today, back)) for back in reversed(range(MONTHS))]
    return _points(found, "month", [(span, found.month_counts(span.first)) for span in spans])


def _points(found: _Read, unit: days.Unit, counted: list[tuple[Span, PeriodCounts]]) -> tuple[Point, ...]:
    """Oldest first, from the first with a lead or a deal on: a new company has no empty past."""
    points: list[Point] = []
    for span, counts in counted:
        running = found.today in span
        before = points[-1].counts if points else None
        if running:
            compared = Period(unit, span).compared_with(found.today)
            before = found.by_day.period_counts(compared, unit)
        money = _money(found, span, unit)
        point = Point(span=span, counts=counts, before=before, money=money, running=running)
        if points or running or not point.is_blank:
            points.append(point)
    return tuple(points)


def _money(found: _Read, span: Span, unit: days.Unit) -> Money | None:
    start = found.agreed.terms.start
    if start is not None and span.last < start:
        return None
    return money_brought(found.by_day.money_counts(span, unit, found.stand_in), found.agreed.terms)


def _pilot(company: Company, found: _Read) -> Pilot | None:
    """The pilot while it runs, and until the report no longer reads its days."""
    start, today = found.agreed.terms.start, found.today
    if start is None or start > today or start < found.day_from:
        return None
    span = Span(start, min(today, start + timedelta(days=company.goal_days - 1)))
    counts = found.by_day.since_start(span)
    money_counts = found.by_day.money_since_start(span, found.stand_in)
    money = money_brought(money_counts, found.agreed.terms)
    baseline = growth_inputs(money_counts, found.agreed.terms).mean_baseline
    margin = company.margin_percent
    conversion = counts.conversion
    return Pilot(
        day=(today - start).days + 1,
        days=company.goal_days,
        span=span,
        counts=counts,
        baseline=baseline,
        growth=None if baseline is None or conversion is None else conversion - baseline,
        goal_growth=Fraction(company.goal_growth_pp) / 100,
        money=money,
        goal_money=Fraction(company.goal_money),
        profit=money.total * Fraction(margin) / 100
        if margin is not None and money.total is not None
        else None,
    )
