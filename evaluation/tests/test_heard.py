"""Labelled calls by ear: spoken into two lanes, heard through the product's path, compared with what was said."""

from __future__ import annotations

import pytest

from evaluation.heard import Ears, evaluate, listen, show
from evaluation.labelled import Labelled
from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.conversation import Conversation, Utterance
from mentor.engines.profile import CompanyProfile
from mentor.engines.speech_to_text.port import Segment
from mentor.engines.text_to_speech.espeak import EspeakTextToSpeech

pytestmark = pytest.mark.unit

LINES = (
    Utterance("manager", "Добрый день, это компания Ясный вид."),
    Utterance("client", "Здравствуйте. Сколько стоит окно?"),
    Utterance("manager", "Двенадцать тысяч пятьсот рублей."),
)


class Repeats:
    """Hears in every stretch of speech the next of the words that it was given."""

    name = "repeats"

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    def transcribe(self, samples, sample_rate, *, speech=None):
        return tuple(
            Segment(self.answers.pop(0), span.start, span.end) for span in speech or () if self.answers
        )


def call() -> Labelled:
    talk = Conversation(LINES, "out", "Марина", "Андрей")
    return Labelled("by-ear", "windows", talk, CompanyProfile(name="Ясный вид"), {})


def test_a_call_is_heard_in_two_lanes_and_wrong_words_are_counted_by_side():
    heard = listen(call(), Ears(EspeakTextToSpeech(), Repeats("добрый день", "здравствуйте")))

    assert {each.speaker for each in heard.call.conversation.utterances} == {"manager", "client"}
    assert (heard.wrong, heard.said) == (heard.said - 3, 14)


def test_the_table_shows_what_each_figure_loses():
    table = show({"typed": {"reason": 0.9, "lost F1": None}, "heard": {"reason": 0.7}})

    assert table.splitlines()[1].split() == ["reason", "0.900", "0.700", "-0.200"]
    assert table.splitlines()[2].split() == ["lost", "F1", "—", "—", "—"]


def test_a_folder_without_calls_has_no_figures(tmp_path):
    for name in ("calls", "companies"):
        (tmp_path / name).mkdir()

    found = evaluate(LocalAssessor(), Ears(EspeakTextToSpeech(), Repeats()), tmp_path, limit=3)

    assert found["heard"]["words wrong"] is None
