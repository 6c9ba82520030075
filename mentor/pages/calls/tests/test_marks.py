"""Marks in the transcript."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentor.pages.calls.marks import Mark, pieces

pytestmark = pytest.mark.unit

TEXT = "Дороговато. У соседей вышло меньше ста."


def test_a_quote_is_marked_where_it_stands():
    found = pieces(TEXT, [Mark("Дороговато.", "attention", "возражение")])
    assert [(each.text, each.tone) for each in found] == [
        ("Дороговато.", "attention"),
        (" У соседей вышло меньше ста.", ""),
    ]
    assert found[0].title == "возражение"


def test_the_graver_mark_wins_where_two_overlap():
    found = pieces("я подумаю", [Mark("я подумаю", "bad"), Mark("подумаю", "attention")])
    assert [(each.text, each.tone) for each in found] == [("я подумаю", "bad")]
    turned = pieces("я подумаю", [Mark("я подумаю", "attention"), Mark("подумаю", "bad")])
    assert [(each.text, each.tone) for each in turned] == [("я ", "attention"), ("подумаю", "bad")]


def test_a_quote_that_is_not_there_marks_nothing():
    assert [each.tone for each in pieces(TEXT, [Mark("скидка", "bad"), Mark("", "bad")])] == [""]


def test_an_empty_utterance_has_no_pieces():
    assert pieces("", [Mark("да", "bad")]) == []


WORDS = st.text(alphabet="аб .", max_size=12)


@given(WORDS, st.lists(st.builds(Mark, WORDS, st.sampled_from(["bad", "attention"])), max_size=4))
def test_pieces_always_join_to_the_text(text, marks):
    assert "".join(each.text for each in pieces(text, marks)) == text
