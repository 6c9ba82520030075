"""A broken assessment is not let through, whoever made it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mentor.engines.assessor.guards import check_assessment
from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.assessor.port import Deduction, Moment, NextStep, StageScore
from mentor.engines.errors import EngineError

from . import talks

pytestmark = pytest.mark.unit

GOOD = LocalAssessor().assess(talks.BRUSHED_OFF, talks.OKNA)


def test_a_good_assessment_passes() -> None:
    check_assessment(GOOD, talks.BRUSHED_OFF)


@pytest.mark.parametrize(
    "broken",
    [
        {"lost_at": Moment(3, "таких слов не было")},
        {"lost_at": Moment(99, "Верно")},
        {"lost_at": None},
        {"lost_reason": None},
        {"lost_stage": 6},
        {"other_reasons": (GOOD.lost_reason,)},
        {"next_step": NextStep(agreed=True)},
        {"outcome": "success"},
        {
            "outcome": "not_sales",
            "lost_reason": None,
            "lost_stage": None,
            "lost_at": None,
            "other_reasons": (),
        },
        {"stages": {}},
        {"stages": {**GOOD.stages, "greeting": StageScore(9)}},
        {"stages": {**GOOD.stages, "greeting": StageScore(None, (Deduction("x", "x", 1, None),))}},
        {
            "stages": {
                **GOOD.stages,
                "greeting": StageScore(9, (Deduction("x", "x", 1, Moment(0, "не было")),)),
            }
        },
    ],
)
def test_each_break_is_named(broken: dict[str, Any]) -> None:
    with pytest.raises(EngineError, match="не прошёл проверку"):
        check_assessment(replace(GOOD, **broken), talks.BRUSHED_OFF)
