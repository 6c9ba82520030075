"""Cases worked out by hand from the rules of the figures: each file says why its ``expected`` is what it is."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from mentor.analytics.doors.figures import run_figures

pytestmark = pytest.mark.unit
CASES = sorted(Path(__file__).parent.glob("*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_figures_are_those_derived_by_hand(path: Path) -> None:
    output, errors = io.StringIO(), io.StringIO()
    status = run_figures(path, output=output, errors=errors)
    assert (status, errors.getvalue()) == (0, "")
    assert json.loads(output.getvalue()) == json.loads(path.read_text(encoding="utf-8"))["expected"]


def test_every_case_tells_its_derivation() -> None:
    assert len(CASES) >= 40
    untold = [path.stem for path in CASES if not json.loads(path.read_text(encoding="utf-8")).get("why")]
    assert not untold
