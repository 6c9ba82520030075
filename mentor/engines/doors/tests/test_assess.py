"""The file door: a folder in, a folder out, bad files named, the rest still written."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.assessor.tests import talks
from mentor.engines.calls_json import load_folder
from mentor.engines.doors.assess import run_assess
from mentor.engines.doors.wire import assessment_to_json

pytestmark = pytest.mark.unit

KEYS = {
    "outcome", "lost_reason", "other_reasons", "lost_stage", "lost_at", "stages", "objections", "next_step", "engine",
    "seconds",
}  # fmt: skip


def call_json(identifier: str, **changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": identifier,
        "company": "okna",
        "direction": "out",
        "manager": "Инна Ветрова",
        "client_name": "Олег",
        "client_phone": "+79990000000",
        "started_at": "2026-09-01T10:00:00+05:00",
        "duration_s": 90,
        "utterances": [{"speaker": u.speaker, "text": u.text} for u in talks.BRUSHED_OFF.utterances],
    }
    return data | changes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in" / "companies").mkdir(parents=True)
    (tmp_path / "in" / "calls").mkdir()
    company = {
        "key": "okna",
        "name": "Окна «Светлица»",
        "managers": [{"name": "Инна Ветрова"}],
        "reference_calls": [],
    }
    put(tmp_path / "in" / "companies" / "okna.json", company)
    put(tmp_path / "in" / "calls" / "c-1.json", call_json("c-1"))
    return tmp_path / "in"


def put(path: Path, data: object) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def run(folder: Path) -> tuple[int, str, dict[str, Any]]:
    errors = io.StringIO()
    out = folder.parent / "out"
    status = run_assess(folder, out, errors=errors)
    written = (
        {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in out.glob("*.json")}
        if out.exists()
        else {}
    )
    return status, errors.getvalue(), written


def test_a_call_is_written_with_exactly_the_promised_keys(folder: Path) -> None:
    status, errors, written = run(folder)
    assert (status, errors) == (0, "")
    result = written["c-1"]
    assert set(result) == KEYS
    assert set(result["stages"]) == {"greeting", "discovery", "presentation", "objections", "closing"}
    assert set(result["lost_at"]) == {"utterance", "quote"}
    assert all(
        set(d) == {"rule", "points", "quote"} for s in result["stages"].values() for d in s["deductions"]
    )
    assert set(result["next_step"]) == {"agreed", "what", "when"}


def test_the_door_and_the_engine_give_one_answer(folder: Path) -> None:
    _, _, written = run(folder)
    read = load_folder(folder)
    mine = assessment_to_json(LocalAssessor().assess(read.calls[0].conversation, read.companies["okna"]))
    written["c-1"].pop("seconds")
    assert json.loads(json.dumps(mine)) == written["c-1"]


def test_labels_in_the_file_change_nothing(folder: Path) -> None:
    _, _, plain = run(folder)
    put(folder / "calls" / "c-1.json", call_json("c-1", gold={"outcome": "success", "stages": 17}))
    status, _, labelled = run(folder)
    assert status == 0
    assert {k: v for k, v in plain["c-1"].items() if k != "seconds"} == {
        k: v for k, v in labelled["c-1"].items() if k != "seconds"
    }


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"company": "nobody"}, "company"),
        ({"utterances": [{"speaker": "robot", "text": "Здравствуйте"}]}, "utterances[0].speaker"),
        ({"utterances": [{"speaker": "client"}]}, "utterances[0].text"),
        ({"utterances": "нет"}, "utterances"),
        ({"direction": "sideways"}, "direction"),
        ({"id": "../evil"}, "id"),
        ({"id": None}, "id"),
        ({"duration_s": "долго"}, "duration_s"),
        ({"manager": 7}, "manager"),
    ],
)
def test_a_bad_call_is_named_with_its_field_and_the_rest_is_written(
    folder: Path, changes: dict[str, Any], named: str
) -> None:
    put(folder / "calls" / "bad.json", call_json("bad", **changes))
    status, errors, written = run(folder)
    assert status == 2
    assert "bad.json" in errors
    assert f"«{named}»" in errors
    assert set(written) == {"c-1"}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe\x00", b'"text"', b"[" * 50_000])
def test_a_broken_file_is_named_and_the_rest_is_written(folder: Path, content: bytes) -> None:
    (folder / "calls" / "broken.json").write_bytes(content)
    status, errors, written = run(folder)
    assert status == 2
    assert "broken.json" in errors
    assert set(written) == {"c-1"}


def test_a_call_that_cannot_be_judged_is_named(folder: Path) -> None:
    put(folder / "calls" / "empty.json", call_json("empty", utterances=[]))
    status, errors, written = run(folder)
    assert status == 2
    assert errors.startswith("empty: Расшифровка пуста")
    assert set(written) == {"c-1"}


def test_a_broken_company_names_itself_and_its_calls(folder: Path) -> None:
    put(folder / "companies" / "other.json", {"key": "other"})
    put(folder / "calls" / "c-2.json", call_json("c-2", company="other"))
    status, errors, written = run(folder)
    assert status == 2
    assert "other.json: поле «name»" in errors
    assert "c-2.json: поле «company»" in errors
    assert set(written) == {"c-1"}


def test_a_reference_call_that_is_not_there_is_named(folder: Path) -> None:
    put(folder / "companies" / "okna.json", {"key": "okna", "name": "Светлица", "reference_calls": ["c-9"]})
    status, errors, written = run(folder)
    assert status == 2
    assert "c-9" in errors
    assert set(written) == {"c-1"}


def test_missing_speakers_are_accepted(folder: Path) -> None:
    turns = [{"text": u.text} for u in talks.BRUSHED_OFF.utterances]
    put(folder / "calls" / "c-1.json", call_json("c-1", utterances=turns))
    status, _, written = run(folder)
    assert status == 0
    assert written["c-1"]["outcome"] == "lost"


@pytest.mark.parametrize("where", [".", "calls", "companies"])
def test_results_never_go_where_the_calls_are(folder: Path, where: str) -> None:
    errors = io.StringIO()
    before = sorted(folder.rglob("*"))
    assert run_assess(folder, folder / where, errors=errors) == 2
    assert "не может быть" in errors.getvalue()
    assert sorted(folder.rglob("*")) == before


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    errors = io.StringIO()
    assert run_assess(tmp_path / "nothing", tmp_path / "out", errors=errors) == 2
    assert "нет такой папки" in errors.getvalue()
