"""From broken rules to scores: the rubric's arithmetic, the same for every engine that finds what was broken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..rubric import MAX_SCORE, NOT_REACHED_RULE, STAGES
from .port import Deduction, Outcome, StageScore

NOT_REACHED_CODE = "not_reached"
# A rule on the left is not applied where the one on the right is broken: there is nothing left to judge.
_OVERRULED = {
    "one_need_question": "no_need_question",
    "closed_questions_only": "no_need_question",
    "no_terms": "no_need_question",
    "no_need_summary": "no_need_question",
    "not_tied": "no_presentation",
    "no_benefit": "no_presentation",
    "no_proof": "no_presentation",
    "required_missing": "no_presentation",
    "no_date": "no_next_step",
}
_UNJUDGED = StageScore(None)
_NOT_REACHED = StageScore(0, (Deduction(NOT_REACHED_CODE, NOT_REACHED_RULE, MAX_SCORE, None),))


@dataclass(frozen=True, slots=True)
class Course:
    """How far a talk went.

    ``answered``: an objection was heard and could be answered. ``not_reached``: stages that the talk ended before;
    ``left_before``: stages that the client did not stay for because of the manager's mistake.
    """

    outcome: Outcome
    answered: bool
    not_reached: frozenset[str] = frozenset()
    left_before: frozenset[str] = frozenset()

    def counted(self, stage: str) -> str:
        """Where points lost by words said in ``stage`` are taken off: there, or, where that stage is not judged or
        was never come to, at the nearest judged one before it. The greeting is judged in every sales talk.
        """
        before = STAGES[: STAGES.index(stage) + 1]
        return next((each for each in reversed(before) if self._takes_points(each)), STAGES[0])

    def _takes_points(self, stage: str) -> bool:
        if stage == "objections":
            return self.answered
        left = self.outcome == "lost" and stage in self.left_before
        return stage == STAGES[0] or not (left or _not_reached_blamelessly(self, stage))


def overruled_by(code: str) -> str | None:
    """The rule whose breach leaves nothing for ``code`` to judge."""
    return _OVERRULED.get(code)


def score_course(course: Course, broken: Mapping[str, Sequence[Deduction]]) -> dict[str, StageScore]:
    """Scores of the five stages, None where a stage could not take place; ``broken`` is keyed by stage."""
    return {stage: _stage_score(course, stage, broken.get(stage, ())) for stage in STAGES}


def _stage_score(course: Course, stage: str, deductions: Sequence[Deduction]) -> StageScore:
    if course.outcome == "not_sales":
        return _UNJUDGED
    if stage == "objections":
        return _sum(deductions) if course.answered else _UNJUDGED
    if stage != "greeting":
        if _not_reached_blamelessly(course, stage):
            return _UNJUDGED
        if course.outcome == "lost" and stage in course.left_before:
            return _NOT_REACHED
    return _sum(deductions)


def _not_reached_blamelessly(course: Course, stage: str) -> bool:
    """Did the talk end before a stage through no fault of the manager."""
    if course.outcome == "interrupted" and stage == "closing":
        return True
    return course.outcome in ("lost", "interrupted") and stage in course.not_reached


def _sum(deductions: Sequence[Deduction]) -> StageScore:
    return StageScore(max(0, MAX_SCORE - sum(d.points for d in deductions)), tuple(deductions))
