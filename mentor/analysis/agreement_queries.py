"""Pairs of AI and expert for the agreement, by month of the grade. Two queries, whatever the company holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from mentor.engines.profile import Habit
from mentor.engines.rubric import STAGES

from . import grades
from .agreement import Judged, Pair, of_habits
from .models import Assessment

# About ten a working day for two years; more would not change what the page says.
MOST_PAIRS = 5_000


@dataclass(frozen=True, slots=True)
class GradedPair:
    """A pair with the first day of the month in which it was graded, how, and the wording of every rule in it."""

    pair: Pair
    month: date
    mode: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """Newest first; ``wordings`` by (stage, code)."""

    rows: list[GradedPair]
    wordings: dict[tuple[int, str], str]


def pairs(zone: ZoneInfo) -> Pairs:
    """Every graded call of the company with the AI's version that was in force then."""
    found = list(
        grades.newest_grades()
        .filter(ai__isnull=False)
        .select_related("assessment", "ai")
        .order_by("-created_at")[:MOST_PAIRS]
    )
    rules, wordings = _rules(pk for grade in found for pk in (grade.assessment_id, grade.ai_id) if pk)
    rows = []
    for grade in found:
        if grade.ai is not None:
            pair = Pair(grade.call_id, _side(grade.ai, rules), _side(grade.assessment, rules))
            month = grade.created_at.astimezone(zone).date().replace(day=1)
            rows.append(GradedPair(pair, month, grade.mode))
    return Pairs(rows, wordings)


def habits(*, besides: int | None = None) -> tuple[Habit, ...]:
    """How strict the company's experts are beside the AI's versions that they graded. Two queries.

    ``besides`` leaves one call out, so that a call is never judged by its own grade.
    """
    counted = grades.newest_grades().filter(ai__isnull=False)
    if besides is not None:
        counted = counted.exclude(call_id=besides)
    found = list(
        counted.select_related("assessment", "ai").order_by("-created_at")[: grades.MOST_GRADED_CALLS]
    )
    if not found:
        return ()
    rules, _ = _rules(pk for grade in found for pk in (grade.assessment_id, grade.ai_id) if pk)
    return of_habits(
        Pair(grade.call_id, _side(grade.ai, rules), _side(grade.assessment, rules))
        for grade in found
        if grade.ai is not None
    )


def _side(assessment: Assessment, rules: dict[int, set[tuple[int, str]]]) -> Judged:
    scores = [getattr(assessment, stage) for stage in STAGES]
    return Judged(assessment.outcome, scores, rules.get(assessment.pk, set()))


def _rules(
    assessment_ids: Iterable[int],
) -> tuple[dict[int, set[tuple[int, str]]], dict[tuple[int, str], str]]:
    taken: dict[int, set[tuple[int, str]]] = defaultdict(set)
    wordings: dict[tuple[int, str], str] = {}
    for row in grades.deductions_of(assessment_ids):
        taken[row.assessment_id].add((row.stage, row.code))
        wordings[row.stage, row.code] = row.rule
    return taken, wordings
