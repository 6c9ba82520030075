"""Marks as the page sends them."""

from __future__ import annotations

import json

import pytest

from mentor.analysis.grade import MOST_MARKS, HeardObjection, Mark
from mentor.pages.grading.marks import MarksError, read_marks, write_marks

pytestmark = pytest.mark.unit
TALK = [{"text": "Добрый день, это Пётр."}, {"text": "Это дорого. Не надо."}]
BAD = {"kind": "bad", "utterance": 0, "quote": "это Пётр", "stage": 1, "code": "no_hello", "words": ""}
HEARD = {"kind": "objection", "utterance": 1, "quote": "Это дорого", "objection": "price", "handled": True}
LOST = {"kind": "lost", "utterance": 1, "quote": "Не надо."}


def test_each_kind_is_read_and_written_back():
    found = read_marks(json.dumps([LOST, HEARD, BAD]), TALK)
    assert found.passages == [Mark(False, 0, "это Пётр", 1, "no_hello", "")]
    assert found.objections == [HeardObjection(1, "Это дорого", "price", True)]
    assert found.lost_at == (1, "Не надо.")
    assert write_marks(found.passages, found.objections, found.lost_at) == [BAD, HEARD, LOST]
    assert read_marks("", TALK).passages == []


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "{}",
        "[1]",
        "[" * 100_000,
        json.dumps([BAD | {"utterance": 2}]),
        json.dumps([BAD | {"utterance": True}]),
        json.dumps([BAD | {"utterance": -1}]),
        json.dumps([BAD | {"quote": "этого не говорили"}]),
        json.dumps([BAD | {"quote": " "}]),
        json.dumps([BAD | {"code": 5}]),
        json.dumps([BAD | {"words": "\x00"}]),
        json.dumps([BAD | {"kind": "odd"}]),
        json.dumps([HEARD | {"objection": "weather"}]),
        json.dumps([BAD] * (MOST_MARKS + 1)),
    ],
)
def test_what_does_not_hold_is_said_in_words(text):
    with pytest.raises(MarksError) as caught:
        read_marks(text, TALK)
    assert str(caught.value).endswith(".")
