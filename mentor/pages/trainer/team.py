"""Who trained, on what, how it changes, and whether the trained stage went better in real calls afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean

from mentor.analysis.around import Around, Key, Shares, around
from mentor.analysis.models import Stage
from mentor.analytics.rules.counts import PeriodCounts
from mentor.analytics.rules.interval import Certainty, certainty
from mentor.companies.models import Company, Member
from mentor.core import formats
from mentor.trainer.models import Talk

from .history import Row, row_of, with_scores

REACH = timedelta(days=28)  # of real calls, before and after the first training of a stage
MOST_TALKS = 500
_CERTAIN = {
    Certainty.SIGNIFICANT: "достоверно",
    Certainty.MAY_BE_CHANCE: "пока может быть случайностью",
    Certainty.TOO_LITTLE_DATA: "мало данных",
    Certainty.UNKNOWN: "мало данных",
}


@dataclass(frozen=True, slots=True)
class Trained:
    """A stage that a manager trained. ``first`` and ``last``: mean score of the first and the last three talks."""

    title: str
    talks: int
    first: float | None
    last: float | None
    real: Around
    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class Person:
    """A manager with what they trained."""

    member: Member
    talks: int
    agreed: int
    last_at: datetime | None
    stages: list[Trained]


@dataclass(frozen=True, slots=True)
class TeamPage:
    """Managers, those who trained last first; ``idle``: who did not."""

    people: list[Person]
    idle: list[Member]
    recent: list[Row]


def team_page(company: Company, managers: Iterable[Member]) -> TeamPage:
    """Two queries beside the managers."""
    over = Talk.objects.exclude(outcome="")
    rows = [row_of(talk) for talk in with_scores(over)[:MOST_TALKS]]
    by_member: dict[int, list[Row]] = {}
    for row in rows:
        by_member.setdefault(row.talk.manager_id, []).append(row)
    effects = _effects(rows, company)
    people = [
        _person(member, by_member[member.pk], effects, company)
        for member in managers
        if member.pk in by_member
    ]
    people.sort(key=lambda each: each.last_at or each.member.created_at, reverse=True)
    idle = [member for member in managers if member.pk not in by_member]
    return TeamPage(people, idle, rows[:20])


def _effects(rows: Iterable[Row], company: Company) -> dict[Key, Around]:
    first: dict[Key, datetime] = {}
    for row in rows:  # newest first: the oldest stays
        first[(row.talk.manager_id, row.talk.scenario.stage)] = row.talk.started_at
    return around(first, pass_mark=company.pass_mark, reach=REACH)


def _person(member: Member, rows: list[Row], effects: dict[Key, Around], company: Company) -> Person:
    stages = sorted({row.talk.scenario.stage for row in rows})
    return Person(
        member=member,
        talks=len(rows),
        agreed=sum(row.talk.outcome == Talk.Outcome.AGREED for row in rows),
        last_at=rows[0].talk.started_at,
        stages=[_trained(stage, rows, effects[(member.pk, stage)], company) for stage in stages],
    )


def _trained(stage: int, rows: list[Row], real: Around, company: Company) -> Trained:
    of_stage = [row for row in reversed(rows) if row.talk.scenario.stage == stage]
    scores = [score for row in of_stage if (score := row.score(stage)) is not None]
    words, tone = _compared(real.before, real.after, company.min_graded_calls)
    return Trained(
        title=str(Stage(stage).label),
        talks=len(of_stage),
        first=fmean(scores[:3]) if scores else None,
        last=fmean(scores[-3:]) if len(scores) > 3 else None,
        real=real,
        words=words,
        tone=tone,
    )


def _compared(before: Shares, after: Shares, enough: int) -> tuple[str, str]:
    """The change in real calls with how sure it is; nothing is claimed of few calls."""
    if before.share is None or after.share is None or min(before.graded, after.graded) < enough:
        return "мало данных", "neutral"
    moved = after.share - before.share
    sure = certainty(PeriodCounts(after.graded, after.passed), PeriodCounts(before.graded, before.passed))
    tone = "neutral"
    if sure == Certainty.SIGNIFICANT:
        tone = "good" if moved > 0 else "bad"
    return f"{formats.points(moved, 0)}, {_CERTAIN[sure]}", tone
