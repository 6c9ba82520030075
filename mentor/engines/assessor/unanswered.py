"""A call whose sound says that nobody was reached: no sale, and no engine needs to read words for that."""

from __future__ import annotations

from ..profile import CompanyProfile
from ..rubric import STAGES
from .port import Assessment, NextStep, StageScore


def nobody_reached(profile: CompanyProfile, engine: str) -> Assessment:
    """The rubric's «автоответчик, недозвон»: no stage is scored."""
    return Assessment(
        outcome="not_sales",
        lost_reason=None,
        other_reasons=(),
        lost_stage=None,
        lost_at=None,
        stages={stage: StageScore(None) for stage in STAGES},
        objections=(),
        next_step=NextStep(agreed=False),
        engine=engine,
        rubric_version=profile.rubric.version,
    )
