"""The company as the virtual client and the assessor of rehearsals see it."""

from __future__ import annotations

from dataclasses import replace

from mentor.analysis import rubrics
from mentor.analysis.models import RubricVersion
from mentor.companies import queries as companies
from mentor.engines.profile import CompanyProfile
from mentor.knowledge import queries as knowledge
from mentor.recovery import corrections


def profile(*, near: str = "", rubric: RubricVersion | None = None) -> CompanyProfile:
    """Knowledge, forbidden phrases and the head's corrections in force; no reference calls. Nine queries."""
    found = knowledge.profile(
        company=companies.company(),
        rubric=rubrics.as_engine_rubric(rubric or rubrics.current_version()),
        with_references=False,
        near=near,
    )
    return replace(found, corrections=corrections.in_force())
