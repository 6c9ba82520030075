"""File doors work with either family; a language model needs nothing but its settings."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest

from mentor.engines.doors.advise import run_advise
from mentor.engines.doors.assess import run_assess
from mentor.engines.doors.families import adviser_of, assessor_of, judge_of
from mentor.engines.doors.judge_followups import run_judge_followups
from mentor.engines.errors import EngineError
from mentor.engines.language_model.tests.server import Endpoint, Reply, endpoint

pytestmark = [pytest.mark.unit, pytest.mark.slow]
CORPUS = Path(__file__).parents[4] / "evaluation" / "corpus"
BROKEN = Reply('{"error": {"message": "overloaded"}}', status=503)


def environment(there: Endpoint) -> dict[str, str]:
    return {
        "MENTOR_LM_URL": there.url,
        "MENTOR_LM_MODEL": "scripted",
        "MENTOR_LM_RETRIES": "0",
        "MENTOR_LM_PARALLEL": "3",
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three calls of one company and one follow-up."""
    for name in ("companies", "calls", "followups"):
        (tmp_path / "in" / name).mkdir(parents=True)
    shutil.copy(CORPUS / "companies" / "auto.json", tmp_path / "in" / "companies")
    company = json.loads((CORPUS / "companies" / "auto.json").read_text(encoding="utf-8"))
    for call in [*company["reference_calls"], "auto-01"]:
        shutil.copy(CORPUS / "calls" / f"{call}.json", tmp_path / "in" / "calls")
    followup = min((CORPUS / "followups").glob("*.json"))
    shutil.copy(followup, tmp_path / "in" / "followups")
    return tmp_path / "in"


def test_every_call_is_asked_about_and_a_broken_model_leaves_all_results_whole(
    folder: Path, tmp_path: Path
) -> None:
    errors = io.StringIO()
    with endpoint(lambda _body: BROKEN) as there:
        values = environment(there)
        status = [
            run_assess(folder, tmp_path / "a", engine=assessor_of("language_model", values), errors=errors),
            run_judge_followups(
                folder, tmp_path / "j", engine=judge_of("language_model", values), errors=errors
            ),
            run_advise(folder, tmp_path / "d", adviser=adviser_of("language_model", values), errors=errors),
        ]
        assert there.asked
    assert status == [0, 0, 0], errors.getvalue()
    results = [
        json.loads(p.read_text(encoding="utf-8")) for name in "ajd" for p in (tmp_path / name).glob("*.json")
    ]
    calls = len(list((folder / "calls").glob("*.json")))
    assert len(results) >= calls + 1
    assert sum("(после lm:scripted:" in r["engine"] for r in results) >= calls


def test_local_is_the_doors_own() -> None:
    assert [assessor_of("local", {}), judge_of("local", {}), adviser_of("local", {})] == [None, None, None]


def test_a_model_without_an_address_is_refused_by_the_settings_name() -> None:
    with pytest.raises(EngineError, match="MENTOR_LM_URL"):
        assessor_of("language_model", {"MENTOR_LM_MODEL": "scripted"})
