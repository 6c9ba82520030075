"""The questions put to the knowledge are whole."""

from __future__ import annotations

import pytest

from evaluation.measure_retrieval import questions, read_questions

pytestmark = pytest.mark.unit


def test_there_are_enough_questions_of_several_companies_and_none_twice():
    found = questions()
    assert len(found) >= 120
    assert len({each.company for each in found}) >= 3
    assert len({(each.company, each.text) for each in found}) == len(found)


def test_a_line_that_is_no_question_is_named(tmp_path):
    path = tmp_path / "auto.txt"
    path.write_text("# said in other words\nrule/1 |\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"auto\.txt:2"):
        list(read_questions(path))
