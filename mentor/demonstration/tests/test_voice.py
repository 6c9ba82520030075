from __future__ import annotations

import io
import math
import wave
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mentor.demonstration.content import Line, load
from mentor.demonstration.voice import SAMPLE_RATE, Timbre, TwoLanes, record, timbre, wav_bytes
from mentor.engines.text_to_speech.espeak import EspeakTextToSpeech
from mentor.engines.text_to_speech.port import Speech, TextToSpeech

pytestmark = pytest.mark.unit

MANAGER = Timbre("ru+f1", 1.0, 1.0, 0.5)
CLIENT = Timbre("ru+m1", 1.0, 1.0, 0.5)
LINES = (
    Line("manager", "Добрый день, компания «Ясный вид»."),
    Line("client", "Здравствуйте, мне нужно окно."),
    Line("client", "Лучше два."),
    Line("manager", "Хорошо, давайте посчитаем."),
)


class Tone:
    """A voice engine of one low and one telephone tone, ``word`` seconds a word, silence around it."""

    name = "tone"

    def __init__(self, word: float = 0.1) -> None:
        self.word = word

    def speak(self, text: str, *, voice: str | None = None, rate: float = 1.0, pitch: float = 1.0) -> Speech:
        count = int(22050 * self.word * len(text.split()))
        at = np.arange(count) / 22050
        tone = 0.5 * np.sin(2 * math.pi * 1000 * at) + 0.5 * np.sin(2 * math.pi * 60 * at)
        silence = np.zeros(2205)
        return Speech(np.concatenate([silence, tone, silence]).astype(np.float32), 22050)


class Mute(Tone):
    def speak(self, text: str, *, voice: str | None = None, rate: float = 1.0, pitch: float = 1.0) -> Speech:
        return Speech(np.zeros(2205, dtype=np.float32), 22050)


def spoken(
    engine: TextToSpeech | None = None, lines: Sequence[Line] = LINES, call_id: str = "one"
) -> TwoLanes:
    return record(lines, call_id=call_id, manager=MANAGER, client=CLIENT, engine=engine or Tone())


def loudness(samples: NDArray[Any]) -> float:
    return float(np.sqrt(np.mean((samples / 32768.0) ** 2))) if len(samples) else 0.0


@pytest.mark.parametrize("engine", [Tone(), EspeakTextToSpeech()], ids=["tone", "espeak"])
def test_each_lane_speaks_where_the_times_say_and_is_quiet_elsewhere(engine):
    made = spoken(engine)
    assert made.samples.dtype == np.int16
    assert made.samples.shape[1] == 2
    for lane, speaker in enumerate(("manager", "client")):
        quiet = np.ones(len(made.samples), dtype=bool)
        for line, span in zip(LINES, made.spans, strict=True):
            if line.speaker != speaker:
                continue
            first, last = int(span.start * SAMPLE_RATE), int(span.end * SAMPLE_RATE)
            assert loudness(made.samples[first:last, lane]) > 0.02
            quiet[max(0, first - 80) : last + 80] = False
        assert 0 < loudness(made.samples[quiet, lane]) < 0.005


def test_what_a_telephone_does_not_let_through_is_gone():
    made = spoken()
    span = made.spans[0]
    part = made.samples[int(span.start * SAMPLE_RATE) : int(span.end * SAMPLE_RATE), 0].astype(float)
    spectrum = np.abs(np.fft.rfft(part))
    hertz = np.fft.rfftfreq(len(part), 1 / SAMPLE_RATE)
    low = spectrum[(hertz > 40) & (hertz < 80)].max()
    high = spectrum[(hertz > 980) & (hertz < 1020)].max()
    assert low < high / 20


def test_the_same_call_is_made_the_same_way_and_another_is_not():
    assert wav_bytes(spoken()) == wav_bytes(spoken())
    assert wav_bytes(spoken()) != wav_bytes(spoken(call_id="two"))


def test_turns_follow_in_order_and_nobody_speaks_over_themselves():
    lines = [Line("manager" if turn % 2 else "client", "слово " * (1 + turn % 5)) for turn in range(60)]
    made = spoken(lines=lines)
    starts = [span.start for span in made.spans]
    assert starts == sorted(starts)
    gaps = [later.start - earlier.end for earlier, later in pairwise(made.spans)]
    assert any(gap < 0 for gap in gaps), "an overlap is expected in sixty turns"
    assert max(gaps) < 1.0
    for speaker in ("manager", "client"):
        own = [span for line, span in zip(lines, made.spans, strict=True) if line.speaker == speaker]
        assert all(earlier.end < later.start for earlier, later in pairwise(own))
    assert made.duration > made.spans[-1].end


def test_the_wav_is_what_a_telephone_station_writes():
    made = spoken()
    with wave.open(io.BytesIO(wav_bytes(made))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, SAMPLE_RATE)
        read = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").reshape(-1, 2)
    assert np.array_equal(read, made.samples)


def test_people_keep_their_voice_and_differ_from_whom_they_talk_to():
    known = set(EspeakTextToSpeech().voices())
    for manager in load().company.managers:
        own = timbre(manager.name, manager.voice)
        assert own == timbre(manager.name, manager.voice)
        for client in load().clients.values():
            other = timbre(client.key, client.voice, unlike=own)
            assert other.voice != own.voice
            assert {own.voice, other.voice} <= known


def test_a_call_without_words_and_a_silent_engine_are_errors():
    with pytest.raises(ValueError, match="no recording"):
        spoken(lines=())
    with pytest.raises(ValueError, match="silent"):
        spoken(Mute())
