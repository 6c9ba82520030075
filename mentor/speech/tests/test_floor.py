from __future__ import annotations

import pytest

from mentor.engines.conversation import Speaker, Utterance
from mentor.engines.voice_activity.port import Span
from mentor.speech.floor import (
    interruptions,
    is_assent,
    longest_monologue,
    pauses,
    replies,
    together,
    turns_of,
)

pytestmark = pytest.mark.unit

LONG = "Мы делаем окна с двойным стеклом и ставим их за"


def turns(*rows):
    sides: dict[str, Speaker] = {"м": "manager", "к": "client", "?": "unknown"}
    return turns_of([Utterance(sides[who], text, start, end) for who, start, end, text in rows])


@pytest.mark.parametrize(
    ("text", "assent"),
    [
        ("Угу.", True),
        ("Да-да.", True),
        ("Так", True),
        ("Да, хорошо, понятно.", True),
        ("М-м", True),
        ("", True),
        ("Да?", False),
        ("Нет.", False),
        ("Да, но это дорого", False),
        ("Да, да, да, да, да.", False),
        ("Сколько стоит", False),
    ],
)
def test_a_listeners_sign_is_told_from_words(text, assent):
    assert is_assent(text) is assent


ASKS = "Подождите, сколько это стоит?"
CASES = {
    "the other is cut off and gives way": (("м", 0, 6, LONG), ("к", 5, 9, ASKS), ["client"]),
    "the manager is counted as the manager": (("к", 0, 6, "Хотелось бы"), ("м", 5, 9, "Запишу вас на"), ["manager"]),
    "«угу» is none": (("м", 0, 6, LONG), ("к", 5, 7, "Угу."), []),
    "«да-да» is none": (("м", 0, 6, LONG), ("к", 5, 7, "Да-да."), []),
    "«так» is none": (("м", 0, 6, LONG), ("к", 5, 7, "Так, понятно."), []),
    "who goes on speaking was not interrupted": (("м", 0, 12, LONG), ("к", 5, 13, ASKS), []),
    "who comes in and gives up took nothing": (("м", 0, 6, LONG), ("к", 4.5, 5.5, "А если я"), []),
    "turns that meet at a finished sentence": (("м", 0, 6, "Мы делаем окна."), ("к", 5.5, 9, "А сколько стоит?"), []),
    "a full stop does not hide a long overlap": (("м", 0, 6, "Мы делаем окна."), ("к", 4.6, 9, ASKS), ["client"]),
    "no overlap": (("м", 0, 6, LONG), ("к", 6.1, 9, ASKS), []),
    "both begin at once": (("м", 0, 3, LONG), ("к", 0.1, 5, "Я хотел спросить"), []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_only_a_floor_that_was_taken_is_an_interruption(name):
    *rows, wanted = CASES[name]
    assert [each.by for each in interruptions(turns(*rows))] == wanted


def test_a_nod_inside_a_turn_does_not_hide_the_interruption_after_it():
    found = interruptions(
        turns(("м", 0, 10, LONG), ("к", 3, 3.5, "Угу."), ("к", 9, 12, "Нет, подождите, мне не надо"))
    )
    assert [(each.by, each.at, each.index) for each in found] == [("client", 9, 2)]


def test_what_sounds_at_once_is_marked_on_both_sides_and_a_touch_is_not():
    rows = turns(("м", 0, 6, "раз"), ("к", 5, 7, "два"), ("м", 6.9, 9, "три"), ("к", 20, 21, "четыре"))
    assert together(rows) == {0, 1}


def test_a_long_turn_sounds_at_once_with_all_that_is_said_in_it():
    rows = turns(("м", 0, 20, "раз"), ("к", 5, 6, "два"), ("к", 10, 11, "три"))
    assert together(rows) == {0, 1, 2}


@pytest.mark.parametrize(
    ("rows", "besides", "wanted"),
    [
        ([("м", 0, 5, LONG), ("к", 5, 6, "Угу."), ("м", 6, 20, LONG)], [], (0, 20)),
        ([("м", 0, 5, LONG), ("к", 5, 6, "Дорого."), ("м", 6, 20, LONG)], [], (6, 20)),
        ([("м", 0, 5, LONG), ("м", 7, 9, LONG)], [], (0, 9)),
        ([("м", 0, 5, LONG), ("м", 16, 19, LONG)], [], (0, 5)),
        ([("м", 0, 5, LONG), ("м", 9, 19, LONG)], [Span(5, 8)], (9, 19)),
        ([("к", 0, 50, LONG), ("м", 50, 51, "Да."), ("к", 51, 99, LONG)], [], (50, 51)),
    ],
)
def test_a_monologue_ends_with_the_others_words_a_long_silence_or_music(rows, besides, wanted):
    assert longest_monologue(turns(*rows), "manager", besides) == Span(*wanted)


def test_who_said_nothing_has_no_monologue():
    assert longest_monologue(turns(("к", 0, 5, LONG)), "manager") is None


@pytest.mark.parametrize(
    ("spans", "besides", "wanted"),
    [
        ([(0, 2), (4, 5)], [], [(2, 4)]),
        ([(0, 2), (3.9, 5)], [], []),
        ([(0, 2), (1, 6), (8, 9)], [], [(6, 8)]),
        ([(8, 9), (0, 2)], [], [(2, 8)]),
        ([(0, 2), (60, 61)], [(3, 58)], []),
        ([], [], []),
    ],
)
def test_a_pause_is_two_seconds_of_nobody_and_no_waiting_music(spans, besides, wanted):
    found = pauses([Span(*each) for each in spans], [Span(*each) for each in besides])
    assert found == [Span(*each) for each in wanted]


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([("к", 0, 2, "Сколько стоит?"), ("м", 3.5, 5, "Девяносто тысяч")], [1.5]),
        ([("к", 0, 2, "Сколько стоит?"), ("м", 2.4, 2.8, "Угу."), ("м", 4, 6, "Девяносто")], [2.0]),
        ([("к", 0, 2, "Вам удобно завтра?"), ("м", 3, 3.5, "Да.")], [1.0]),
        ([("к", 0, 2, "Сколько"), ("м", 1.5, 4, "Девяносто тысяч")], [0.0]),
        ([("м", 0, 2, "Сколько"), ("к", 5, 6, "Девяносто тысяч")], []),
        ([("м", 0, 9, LONG), ("к", 4, 4.4, "Ага"), ("м", 9.5, 12, LONG)], []),
    ],
)
def test_a_reply_is_counted_from_the_end_of_the_others_words(rows, wanted):
    waits = [each.end - each.start for each in replies(turns(*rows), "manager")]
    assert waits == pytest.approx(wanted)


def test_a_wait_with_music_is_no_reply():
    rows = turns(("к", 0, 2, "Сколько стоит?"), ("м", 40, 45, "Девяносто тысяч"))
    assert replies(rows, "manager", [Span(5, 38)]) == []


def test_unknown_speakers_and_words_without_times_have_no_turn():
    rows = [Utterance("unknown", "раз", 0, 1), Utterance("manager", "два"), Utterance("client", "три", 4, 5)]
    assert [turn.index for turn in turns_of(rows)] == [2]
