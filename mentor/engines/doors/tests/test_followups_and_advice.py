"""The file doors of the judge and the adviser: a folder in, a folder out, bad files named, the rest still written."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from mentor.engines.assessor.tests import talks
from mentor.engines.doors.advise import run_advise
from mentor.engines.doors.judge_followups import run_judge_followups

pytestmark = pytest.mark.unit

ADVICE = "Рекомендуется перезвонить и сказать следующее: извиниться за тон; позвать на замер в субботу."
TURNS = [{"speaker": u.speaker, "text": u.text} for u in talks.BRUSHED_OFF.utterances]


def put(path: Path, data: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def followup(identifier: str, **changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": identifier,
        "lost_call": "c-1",
        "recommendation": ADVICE,
        "followup": {"direction": "out", "manager": "Инна Ветрова", "utterances": TURNS},
    }
    return data | changes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    company = {
        "key": "okna",
        "name": "Окна «Светлица»",
        "managers": [{"name": "Инна Ветрова"}],
        "reference_calls": [],
    }
    put(tmp_path / "in/companies/okna.json", company)
    put(
        tmp_path / "in/calls/c-1.json",
        {
            "id": "c-1",
            "company": "okna",
            "manager": "Инна Ветрова",
            "client_name": "Олег",
            "utterances": TURNS,
        },
    )
    put(tmp_path / "in/followups/f-1.json", followup("f-1"))
    return tmp_path / "in"


def judge(folder: Path) -> tuple[int, str, dict[str, Any]]:
    errors, out = io.StringIO(), folder.parent / "out"
    status = run_judge_followups(folder, out, errors=errors)
    return status, errors.getvalue(), read(out)


def advise(folder: Path, only: Path | None = None) -> tuple[int, str, dict[str, Any]]:
    errors, out = io.StringIO(), folder.parent / "out"
    status = run_advise(folder, out, only=only, errors=errors)
    return status, errors.getvalue(), read(out)


def read(out: Path) -> dict[str, Any]:
    return (
        {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in out.glob("*.json")}
        if out.is_dir()
        else {}
    )


def test_a_verdict_has_its_keys_and_a_state_for_each_point(folder: Path) -> None:
    status, errors, written = judge(folder)
    assert (status, errors) == (0, "")
    verdict = written["f-1"]
    assert set(verdict) == {"fulfilled", "degree", "returned", "points", "engine"}
    assert [p["text"] for p in verdict["points"]] == ["извиниться за тон", "позвать на замер в субботу"]
    assert {p["state"] for p in verdict["points"]} <= {"said", "opposite", "absent"}


def test_labels_in_the_file_do_not_change_the_verdict(folder: Path) -> None:
    plain = judge(folder)[2]["f-1"]
    put(
        folder / "followups/f-1.json",
        followup("f-1", gold={"fulfilled": "full", "degree": 1.0, "returned": True}),
    )
    assert judge(folder)[2]["f-1"] == plain


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ([], "ожидался объект"),
        (followup("f-2", recommendation=""), "recommendation"),
        (followup("f-2", recommendation=7), "recommendation"),
        (followup("f-2", followup=None), "followup"),
        (
            followup("f-2", followup={"utterances": [{"speaker": "boss", "text": "а"}]}),
            "followup.utterances[0].speaker",
        ),
        (followup("../f-2"), "id"),
        (followup("f-1"), "уже есть"),
        (followup("f-2", followup={"utterances": []}), "пуста"),
    ],
)
def test_a_bad_follow_up_is_named_and_the_rest_is_written(folder: Path, broken: object, named: str) -> None:
    put(folder / "followups/f-9.json", broken)
    status, errors, written = judge(folder)
    assert status == 2
    assert named in errors
    assert set(written) == {"f-1"}


def test_a_follow_up_of_an_unknown_call_is_judged_without_a_company(folder: Path) -> None:
    put(folder / "followups/f-1.json", followup("f-1", lost_call="nowhere"))
    assert judge(folder)[0] == 0


def test_a_folder_without_follow_ups_is_named(folder: Path) -> None:
    (folder / "followups/f-1.json").unlink()
    assert judge(folder)[:2] == (2, f"{folder}: нет ни одного повторного звонка в followups/*.json\n")
    (folder / "followups").rmdir()
    assert "нет followups/" in judge(folder)[1]


@pytest.mark.parametrize("inside", ["", "calls", "followups", "companies"])
def test_results_never_go_into_the_input(folder: Path, inside: str) -> None:
    errors = io.StringIO()
    assert run_judge_followups(folder, folder / inside, errors=errors) == 2
    assert run_advise(folder, folder / inside, errors=errors) == 2
    assert "не может быть" in errors.getvalue()


def test_a_lost_call_gets_a_text_that_joins_why_and_say(folder: Path) -> None:
    status, errors, written = advise(folder)
    assert (status, errors) == (0, "")
    advice = written["c-1"]
    assert set(advice) == {"text", "why", "say", "sources", "engine"}
    assert advice["text"].startswith(advice["why"])
    assert advice["say"] in advice["text"]
    assert all(set(s) == {"kind", "ref", "quote"} for s in advice["sources"])


def test_only_the_listed_calls_are_advised_and_unknown_ids_are_named(folder: Path) -> None:
    call = json.loads((folder / "calls/c-1.json").read_text(encoding="utf-8"))
    put(folder / "calls/c-2.json", call | {"id": "c-2"})
    only = folder.parent / "only.txt"
    only.write_text("c-2\n\nc-77\n", encoding="utf-8")
    status, errors, written = advise(folder, only)
    assert status == 2
    assert "c-77" in errors
    assert set(written) == {"c-2"}


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xff\xfe\xff"])
def test_a_list_that_cannot_be_used_is_named(folder: Path, content: bytes) -> None:
    only = folder.parent / "only.txt"
    only.write_bytes(content)
    status, errors, written = advise(folder, only)
    assert status == 2
    assert "only.txt" in errors
    assert written == {}


def test_a_list_that_is_not_there_is_named(folder: Path) -> None:
    assert "не читается" in advise(folder, folder.parent / "absent.txt")[1]
