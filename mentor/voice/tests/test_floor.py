from __future__ import annotations

import pytest

from mentor.engines.voice_activity.live import WINDOW_S
from mentor.voice.floor import SILENCE_S, Event, Floor, is_over

pytestmark = pytest.mark.unit


def heard(floor: Floor, sure: float, windows: int) -> list[Event]:
    found = [floor.hear(sure) for _ in range(windows)]
    return [event for event in found if event is not None]


def test_a_turn_begins_after_an_eighth_of_a_second_of_voice_and_not_after_a_click():
    floor = Floor()
    assert heard(floor, 0.9, 3) == []
    assert heard(floor, 0.0, 1) == []
    assert [event.what for event in heard(floor, 0.9, 4)] == ["began"]


def test_over_the_clients_words_a_turn_needs_a_surer_and_longer_voice_yet_comes_within_a_fifth_of_a_second():
    floor = Floor(client_sounds=True)
    assert heard(floor, 0.55, 20) == []
    began = heard(floor, 0.9, 5)
    assert [event.what for event in began] == ["began"]
    assert 5 * WINDOW_S <= 0.2


def test_a_breath_resumes_the_turn_and_a_pause_names_its_last_voice():
    floor = Floor()
    heard(floor, 0.9, 10)
    paused = heard(floor, 0.1, 3)
    assert [event.what for event in paused] == ["paused"]
    assert paused[0].at == pytest.approx(10 * WINDOW_S)
    assert [event.what for event in heard(floor, 0.9, 2)][-1] == "resumed"
    assert floor.speaking


def test_silence_of_both_is_told_once_a_period_and_never_while_the_client_speaks():
    floor = Floor()
    windows = round(SILENCE_S / WINDOW_S)
    assert [event.what for event in heard(floor, 0.0, windows + 5)] == ["silence"]
    assert [event.what for event in heard(floor, 0.0, windows)] == ["silence"]
    talking = Floor(client_sounds=True)
    assert heard(talking, 0.0, windows * 2) == []


@pytest.mark.parametrize(
    ("silence", "finished", "text", "over"),
    [
        (0.20, 0.9, "Вам удобно говорить?", True),
        (0.10, 0.9, "Вам удобно говорить?", False),
        (0.30, 0.2, "Мы предлагаем", False),
        (0.65, 0.2, "Мы предлагаем", True),
        (0.65, 0.2, "Мы предлагаем и", False),
        (0.30, 0.9, "Стоимость зависит от", False),
        (0.65, 0.9, "Стоимость зависит от", True),
        (0.50, None, "Вам удобно говорить", False),
        (0.65, None, "Вам удобно говорить", True),
        (0.65, None, "Потому что", False),
        (1.45, None, "Потому что", True),
        (9.00, 0.9, None, False),
    ],
)
def test_the_end_of_a_turn_is_told_by_melody_words_and_silence_together(silence, finished, text, over):
    assert is_over(silence, finished, text) is over
