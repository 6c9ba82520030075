"""Managers over a span of days: calls, conversion, quality, the five stages, recommendations."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mentor.analysis import rules as stages
from mentor.analysis.models import Stage
from mentor.analytics.rules.counts import PeriodCounts
from mentor.analytics.rules.periods import Span, month_of, week_of
from mentor.clients import leads as lead_rows
from mentor.clients.actions import LEAD, LEAD_FIRST, MOST_WEEKS
from mentor.clients.payments import DEAL
from mentor.tallies import queries as tallies
from mentor.tallies.models import Grain

MILLI = 1000
ADDITIVE = (
    stages.CALL,
    *(f"{stages.SCORE}{stage}.{score}" for stage in Stage.values for score in range(11)),
    stages.QUALITY_SUM,
    stages.QUALITY_CALLS,
    DEAL,
    "case.recommended",
    "case.contacted",
)
UNIT_GRAINS = {Grain.WEEK: week_of, Grain.MONTH: month_of}


@dataclass(frozen=True, slots=True)
class MemberFigures:
    """What the tallies know of one manager, or of the company, over a span.

    ``stages`` maps the number of a stage to its statistics; ``quality`` is a mean score 0–10.
    """

    calls: int
    counts: PeriodCounts
    stages: dict[int, stages.StageStats]
    quality: float | None
    recommended: int
    contacted: int

    @property
    def effectiveness(self) -> float | None:
        """Share of graded stages at or over the pass mark, 0–1."""
        graded = sum(each.graded for each in self.stages.values())
        return sum(each.passed for each in self.stages.values()) / graded if graded else None


@dataclass(frozen=True, slots=True)
class Team:
    """Figures by member id (0: calls of nobody known) and of the company as a whole."""

    span: Span
    by_member: dict[int, MemberFigures]
    whole: MemberFigures

    def of(self, member_id: int) -> MemberFigures:
        """The figures of a member, zeros and unknowns where nothing was counted."""
        return self.by_member.get(member_id) or _figures(Counter(), 0, 0)


@dataclass(frozen=True, slots=True)
class Week:
    """A week of a manager's dynamics."""

    first: date
    running: bool
    figures: MemberFigures


def team(
    span: Span, *, today: date, pass_mark: int, found: Sequence[list[tallies.Row]] | None = None
) -> Team:
    """One query, whatever the number of calls, for a day, a month, up to nine weeks and their first days.

    Unique leads of any other span are counted from the lead rows of its days: one query that grows with them.
    ``found``: the rows of ``asks(span, today)``, where they are read already.
    """
    rows = tallies.together(*asks(span, today)) if found is None else found
    counts, leads = _additive(rows), _leads(span, today, rows[-1])
    members = counts.keys() | leads.keys()
    whole: Counter[str] = Counter()
    for member in counts:
        whole.update(counts[member])
    return Team(
        span=span,
        by_member={
            member: _figures(counts.get(member, Counter()), leads.get(member, 0), pass_mark)
            for member in members
        },
        whole=_figures(whole, sum(leads.values()), pass_mark),
    )


def asks(span: Span, today: date, member_id: int | None = None) -> list[tallies.Ask]:
    """What is to be read for ``team``: the stretches of the span, and its unique leads as the last."""
    stretches = [
        tallies.Ask(ADDITIVE, grain, part.first, part.last, by="member", member_id=member_id)
        for grain, part in _cover(span, today)
    ]
    return [*stretches, _ask_leads(span, today)]


def of_member(member_id: int, span: Span, *, today: date, pass_mark: int) -> MemberFigures:
    """One manager's figures, as ``team`` has them, without reading anybody else's counts."""
    rows = tallies.together(*asks(span, today, member_id))
    counts, leads = _additive(rows), _leads(span, today, rows[-1])
    return _figures(counts.get(member_id, Counter()), leads.get(member_id, 0), pass_mark)


def weeks_of(member_id: int, *, today: date, count: int, pass_mark: int) -> tuple[Week, ...]:
    """The manager's last ``count`` weeks, oldest first, the running one included. One query."""
    this = week_of(today).first
    firsts = [this - timedelta(days=7 * back) for back in reversed(range(count))]
    found: dict[date, Counter[str]] = defaultdict(Counter)
    names = (*ADDITIVE, LEAD)
    for row in tallies.read(names=names, grain=Grain.WEEK, since=firsts[0], until=this, member_id=member_id):
        found[row.start][row.name] += row.value
    return tuple(
        Week(
            first=first, running=first == this, figures=_figures(found[first], found[first][LEAD], pass_mark)
        )
        for first in firsts
    )


def _additive(rows: Sequence[list[tallies.Row]]) -> dict[int, Counter[str]]:
    """Counts by member and name: whole months or weeks where the span has them, days for the rest."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for stretch in rows[:-1]:
        for row in stretch:
            found[row.member_id][row.name] += row.value
    return dict(found)


def _cover(span: Span, today: date) -> list[tuple[str, Span]]:
    """The span as few stretches of one grain each."""
    unit = _unit(span)
    if unit is not None and _is_whole(span, unit, today):
        return [(unit, Span(span.first, span.first))]
    if span.first == week_of(span.first).first and span.last == today:
        return [(Grain.WEEK, span)]
    middle = _whole_months(span)
    if middle is None:
        return [(Grain.DAY, span)]
    pieces: list[tuple[str, Span]] = [(Grain.MONTH, middle)]
    if span.first < middle.first:
        pieces.append((Grain.DAY, Span(span.first, middle.first - timedelta(days=1))))
    if middle.last < span.last:
        pieces.append((Grain.DAY, Span(middle.last + timedelta(days=1), span.last)))
    return pieces


def _unit(span: Span) -> str | None:
    """The grain in whose one period the span lies from its first day on."""
    for grain, unit in UNIT_GRAINS.items():
        if unit(span.first).first == span.first and span.last <= unit(span.first).last:
            return grain
    return None


def _is_whole(span: Span, grain: str, today: date) -> bool:
    """All of the unit, or all that there is of it: nothing is dated later than today."""
    return span.last >= min(today, UNIT_GRAINS[Grain(grain)](span.first).last)


def _whole_months(span: Span) -> Span | None:
    first = span.first if span.first.day == 1 else month_of(span.first).last + timedelta(days=1)
    last = (
        span.last if span.last == month_of(span.last).last else span.last.replace(day=1) - timedelta(days=1)
    )
    return Span(first, last) if first < last else None


def _ask_leads(span: Span, today: date) -> tallies.Ask:
    """Unique leads by the manager of their first conversation; no names where counts do not know them."""
    unit = _unit(span)
    if span.days == 1:
        return tallies.Ask((LEAD,), Grain.DAY, span.first, span.last, by="member")
    if unit is None:
        return tallies.Ask((), Grain.DAY, span.first, span.last, by="member")
    if _is_whole(span, unit, today):
        return tallies.Ask((LEAD,), unit, span.first, span.first, by="member")
    return tallies.Ask((LEAD_FIRST[unit],), Grain.DAY, span.first, span.last, by="member")


def _leads(span: Span, today: date, rows: list[tallies.Row]) -> dict[int, int]:
    """Unique leads by the manager of their first conversation in the span; ``rows`` of ``_ask_leads``."""
    if span.days != 1 and _unit(span) is None:
        return _leads_of_days(span, today)
    found: Counter[int] = Counter()
    for row in rows:
        found[row.member_id] += row.value
    return dict(found)


def _leads_of_days(span: Span, today: date) -> dict[int, int]:
    last_week = week_of(span.last)
    if span.first == week_of(span.first).first and span.days <= 7 * MOST_WEEKS:
        return lead_rows.by_weeks(span.first, span.last, whole=span.last >= min(today, last_week.last))
    return lead_rows.by_first_manager(span.first, span.last)


def _figures(total: Counter[str], unique_leads: int, pass_mark: int) -> MemberFigures:
    graded = total[stages.QUALITY_CALLS]
    return MemberFigures(
        calls=total[stages.CALL],
        counts=PeriodCounts(unique_leads, total[DEAL]),
        stages={stage: stages.stage_stats(_histogram(total, stage), pass_mark) for stage in Stage.values},
        quality=total[stages.QUALITY_SUM] / MILLI / graded if graded else None,
        recommended=total["case.recommended"],
        contacted=total["case.contacted"],
    )


def _histogram(total: Counter[str], stage: int) -> dict[int, int]:
    return {score: total[f"{stages.SCORE}{stage}.{score}"] for score in range(11)}
