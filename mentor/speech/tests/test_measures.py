from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mentor.engines.conversation import Utterance
from mentor.engines.voice_activity.port import Span
from mentor.speech.fillers import fillers
from mentor.speech.measures import Heard, Measures, manager_lane, measure, usual

pytestmark = pytest.mark.unit

TALK = (
    Utterance("manager", "Добрый день! Вам удобно говорить? Расскажите, сколько окон нужно?", 0.0, 6.0),
    Utterance("client", "Три окна.", 7.0, 9.0),
    Utterance(
        "manager", "Ну вот смотрите, как бы три окна мы поставим за один день, ну и гарантия", 10.0, 22.0
    ),
    Utterance("client", "А сколько это стоит?", 21.0, 24.0),
    Utterance("manager", "Девяносто тысяч.", 24.5, 26.0),
    Utterance("client", "Дорого.", 29.0, 30.0),
    Utterance("manager", "Понимаю вас, а с чем вы сравниваете?", 32.0, 35.0),
)
LANES = (
    (Span(0, 6), Span(10, 22), Span(24.5, 26), Span(32, 35)),
    (Span(7, 9), Span(21, 24), Span(29, 30)),
)


def measured(talk, heard) -> Any:
    """Figures as they are read in assertions: what is None there fails the test."""
    return measure(talk, heard)


def without_times(talk=TALK):
    return [Utterance(each.speaker, each.text) for each in talk]


def test_a_call_in_two_lanes_gives_every_figure():
    found = measured(TALK, Heard(LANES))
    assert found.talk_share == pytest.approx(22.5 / 28.5)
    assert found.monologue == Span(10, 22)
    assert found.questions == 3
    assert [(each.by, each.at) for each in found.interruptions] == [("client", 21.0)]
    assert (found.pauses.count, found.pauses.longest) == (2, Span(26, 29))
    assert found.replies.median == pytest.approx(1.0)
    assert found.replies.longest == Span(30, 32)
    assert found.pace == pytest.approx(33 / 22.5 * 60)
    assert found.fillers.count == 4
    assert found.fillers.most[0] == ("ну", 2)
    assert found.together == {2, 3}


def test_estimated_times_give_no_monologue_interruptions_or_replies_but_the_sound_still_speaks():
    found = measured(TALK, Heard(LANES, true_times=False))
    assert (found.monologue, found.interruptions, found.replies) == (None, None, None)
    assert found.talk_share == pytest.approx(22.5 / 28.5)
    assert found.pace is not None
    assert found.pauses.count == 2
    assert found.together == set()


def test_words_without_times_and_sound_give_questions_and_fillers_alone():
    found = measured(without_times(), Heard())
    assert found.questions == 3
    assert found.fillers.count == 4
    rest = (found.talk_share, found.monologue, found.interruptions, found.pauses, found.replies, found.pace)
    assert rest == (None,) * 6


def test_one_mixed_lane_with_estimated_times_tells_only_pauses_and_words():
    mixed = (tuple(sorted((*LANES[0], *LANES[1]), key=lambda span: span.start)),)
    found = measured(TALK, Heard(mixed, true_times=False))
    assert found.pauses.count == 2
    assert found.questions == 3
    assert (found.talk_share, found.pace) == (None, None)


def test_a_mixed_lane_with_true_times_that_never_overlap_says_nothing_of_interruptions():
    apart = [each for at, each in enumerate(TALK) if at != 3]
    mixed = (tuple(span for lane in LANES for span in lane),)
    assert measured(apart, Heard(mixed)).interruptions is None
    assert measured(TALK, Heard(mixed)).interruptions
    assert measured(apart, Heard(LANES)).interruptions == ()


def test_unknown_speakers_give_only_what_belongs_to_nobody():
    found = measured([Utterance("unknown", each.text, each.start, each.end) for each in TALK], Heard())
    assert found == Measures()
    assert measured([], Heard()) == Measures()


def test_a_dead_second_lane_tells_nobodys_share():
    dead = (tuple(span for lane in LANES for span in lane), ())
    assert measured(TALK, Heard(dead, true_times=False)).talk_share is None


def test_speech_without_punctuation_has_its_questions_counted_by_wording():
    bare = [
        Utterance("manager", "добрый день сколько окон вам нужно"),
        Utterance("client", "три"),
        Utterance("manager", "хорошо записал"),
    ]
    assert measured(bare, Heard()).questions == 1


def test_too_few_words_have_no_pace_and_no_share_of_fillers():
    found = measured(TALK[4:6], Heard())
    assert (found.pace, found.fillers, found.replies) == (None, None, None)


def test_the_managers_lane_is_found_by_where_the_words_lie():
    assert manager_lane(TALK, LANES) == 0
    assert manager_lane(TALK, LANES[::-1]) == 1
    assert manager_lane(without_times(), LANES[::-1]) == 0


def test_swapped_speakers_swap_the_share_of_talk():
    swapped = [replace(each, speaker="client" if each.speaker == "manager" else "manager") for each in TALK]
    assert measured(swapped, Heard(LANES)).talk_share == pytest.approx(6 / 28.5)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ну, это самое, как бы да", {"ну": 1, "это самое": 1, "как бы": 1}),
        ("Э-э, м-м, ну", {"э-э": 1, "м-м": 1, "ну": 1}),
        ("Что это значит?", {}),
        ("Значит, смотрите", {"значит": 1}),
        ("Вот этот договор", {}),
        ("Ну да, ну нет", {}),
        ("В общем-то, короче говоря", {"в общем-то": 1, "короче говоря": 1}),
        ("Окна тёплые и тихие", {}),
    ],
)
def test_fillers_are_words_that_fill_not_words_that_mean(text, wanted):
    assert dict(fillers([text])) == wanted


def test_what_is_usual_is_the_middle_half_of_at_least_five_references():
    rows = [{"talk_share": share, "pace": None} for share in (0.4, 0.45, 0.5, 0.6, 0.9)]
    assert usual(rows) == {"talk_share": (0.45, 0.6)}
    assert usual(rows[:4]) == {}
    assert usual([]) == {}
