"""A stored assessment as engines read it."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from mentor.engines.assessor.port import (
    Assessment as Judgement,
)
from mentor.engines.assessor.port import (
    Deduction,
    LostReason,
    Moment,
    NextStep,
    Objection,
    ObjectionKind,
    Outcome,
    StageScore,
)
from mentor.engines.rubric import STAGES

from .models import Assessment


def judgement_of(assessment: Assessment) -> Judgement:
    """The same judgement in the engines' types; two queries."""
    deductions: dict[int, list[Deduction]] = {number: [] for number in range(1, len(STAGES) + 1)}
    for row in assessment.deductions.order_by("id"):
        deductions[row.stage].append(
            Deduction(row.code, row.rule, row.points, _moment(row.utterance, row.quote))
        )
    return Judgement(
        outcome=cast(Outcome, assessment.outcome),
        lost_reason=cast(LostReason, assessment.lost_reason) if assessment.lost_reason else None,
        other_reasons=tuple(cast(LostReason, reason) for reason in assessment.other_reasons),
        lost_stage=assessment.lost_stage,
        lost_at=_moment(assessment.lost_utterance, assessment.lost_quote),
        stages={
            stage: StageScore(getattr(assessment, stage), tuple(deductions[number]))
            for number, stage in enumerate(STAGES, start=1)
        },
        objections=tuple(
            Objection(Moment(row.utterance, row.quote), cast(ObjectionKind, row.kind), row.handled)
            for row in assessment.heard_objections.order_by("id")
        ),
        next_step=NextStep(
            assessment.step_agreed, assessment.step_what or None, assessment.step_when or None
        ),
        engine=assessment.engine,
        rubric_version=assessment.rubric.number,
        confidence=assessment.confidence,
    )


def says_the_same(assessment: Assessment, judgement: Judgement) -> bool:
    """Whether a new judgement is the stored one again, however sure either is."""
    return replace(judgement_of(assessment), confidence=None) == replace(judgement, confidence=None)


def _moment(utterance: int | None, quote: str) -> Moment | None:
    return Moment(utterance, quote) if utterance is not None else None
