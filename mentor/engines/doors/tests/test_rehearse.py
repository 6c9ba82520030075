"""The text door of the trainer: a line in, a reply out, one JSON object at the end; bad input is named."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from mentor.engines.doors.rehearse import BAD_INPUT, OK, Wanted, run_rehearse
from mentor.engines.rubric import STAGES

pytestmark = pytest.mark.unit
COMPANY: dict[str, Any] = {
    "key": "guitar",
    "name": "Школа «Маяк»",
    "product": "Уроки гитары",
    "script": {"closing": "Предложить пробный урок с датой и временем."},
    "objections": [{"text": "Дорого", "good_answer": "Понимаю. Можно платить за каждый урок отдельно."}],
}
LINES = ["Здравствуйте! Меня зовут Павел, школа «Маяк».", "Для чего вам гитара?", "", "/end", "не услышат"]


@pytest.fixture
def company(tmp_path: Path) -> Path:
    path = tmp_path / "guitar.json"
    path.write_text(json.dumps(COMPANY, ensure_ascii=False), encoding="utf-8")
    return path


def rehearsed(wanted: Wanted, lines: list[str]) -> tuple[int, list[str], str]:
    out, log = StringIO(), StringIO()
    status = run_rehearse(wanted, lines, out, log)
    return status, out.getvalue().splitlines(), log.getvalue()


def test_a_line_of_the_manager_is_a_line_of_the_client_and_the_end_is_one_object(company):
    status, out, _ = rehearsed(Wanted(company, 1, 1, seed=5), LINES)
    result = json.loads(out[-1])
    assert status == OK
    assert set(result) == {"outcome", "turns", "stages", "seed"}
    assert (result["outcome"], result["seed"]) == ("stopped", 5)
    assert [turn["client"] for turn in result["turns"]] == out[:-1]
    assert [turn["manager"] for turn in result["turns"]] == LINES[:3]
    assert all(set(turn["state"]) == {"trust", "interest", "patience", "open"} for turn in result["turns"])
    assert set(result["stages"]) == set(STAGES)


def test_the_client_who_hangs_up_ends_it(company):
    _, out, _ = rehearsed(Wanted(company, 1, 3), ["Вы что, тупая? Рот закрой.", "Алло?"])
    result = json.loads(out[-1])
    assert result["outcome"] == "hung_up"
    assert len(result["turns"]) == 1


def test_the_same_seed_and_lines_are_the_same_talk(company):
    assert rehearsed(Wanted(company, 1, 2, seed=9), LINES) == rehearsed(Wanted(company, 1, 2, seed=9), LINES)


@pytest.mark.parametrize(
    ("objection", "level", "weak", "named"),
    [
        (0, 1, None, "--objection"),
        (2, 1, None, "--objection"),
        (1, 4, None, "--level"),
        (1, 1, "этап", "--weak"),
    ],
)
def test_what_cannot_be_played_is_named(company, objection, level, weak, named):
    status, out, log = rehearsed(Wanted(company, objection, level, weak), LINES)
    assert (status, out) == (BAD_INPUT, [])
    assert named in log


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("{", "guitar.json"),
        ("[]", "guitar.json"),
        ('{"key": "x", "name": ""}', "name"),
        ('{"key": "x", "name": "Х"}', "objections"),
    ],
)
def test_a_file_that_does_not_hold_is_named(tmp_path, content, named):
    path = tmp_path / "guitar.json"
    path.write_text(content, encoding="utf-8")
    status, out, log = rehearsed(Wanted(path, 1, 1), LINES)
    assert (status, out) == (BAD_INPUT, [])
    assert named in log


def test_a_file_that_is_not_there_is_named(tmp_path):
    status, out, log = rehearsed(Wanted(tmp_path / "нет.json", 1, 1), LINES)
    assert (status, out) == (BAD_INPUT, [])
    assert "нет.json" in log
