"""Knowledge is cut into whole thoughts; nothing is lost, nothing is too long."""

from __future__ import annotations

import pytest

from mentor.engines.conversation import Conversation, Utterance
from mentor.engines.retrieval import cutting
from mentor.engines.retrieval.cutting import MOST_LETTERS, Piece

pytestmark = pytest.mark.unit


def test_a_script_is_cut_by_lines_and_what_must_be_said():
    found = cutting.cut_script({"greeting": "Здравствуйте\n\n Меня зовут", "closing": ""}, ("гарантия",))
    assert found == [
        Piece("Здравствуйте", stage="greeting", place=0),
        Piece("Меня зовут", stage="greeting", place=1),
        Piece("гарантия", stage="required", place=0),
    ]


def test_a_managers_turn_stands_under_the_clients_words_before_it():
    client = [Utterance("client", text, None, None) for text in ("Алло.", "Дорого.")]
    manager = [Utterance("manager", text, None, None) for text in ("Сравним?", "По строкам.")]
    talk = Conversation((*client, *manager))
    assert cutting.cut_conversation(talk) == [
        Piece("Сравним?", title="Алло. Дорого.", place=2),
        Piece("По строкам.", place=3),
    ]


@pytest.mark.parametrize("text", ["Слово и дело. " * 200, "я" * 5_000])
def test_a_long_text_is_cut_at_sentences_or_anywhere_and_kept_whole(text):
    found = cutting.cut_rule(text)
    assert all(0 < len(each.text) <= MOST_LETTERS for each in found)
    assert "".join("".join(each.text for each in found).split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["", "  \n "])
def test_nothing_gives_no_passage(text):
    assert cutting.cut_rule(text) == []
    assert cutting.cut_script({"greeting": text}) == []


def test_an_objection_without_an_answer_is_still_found():
    assert cutting.cut_objection("Дорого", "") == [Piece("Дорого")]
