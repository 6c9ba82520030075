from __future__ import annotations

import tracemalloc
import wave

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentor.engines.audio import Raising, decode
from mentor.engines.speech_to_text.chunks import LONGEST, Chunker, planned, transcribe_blocks
from mentor.engines.speech_to_text.port import Portion, Segment, Word
from mentor.engines.voice_activity.port import Span

pytestmark = pytest.mark.unit

RATE = 1_000


class Echo:
    """Says, for each stretch of speech, the first and last number it was given; the samples are numbers."""

    name = "echo"

    def __init__(self):
        self.longest = 0.0

    def transcribe(self, samples, sample_rate, *, speech=None):
        assert speech is not None
        self.longest = max(self.longest, len(samples) / sample_rate)
        return tuple(
            Segment(f"{samples[round(span.start * sample_rate)]:.0f}", span.start, span.end)
            for span in speech
        )


def counting(seconds):
    """Each sample is its own number."""
    return np.arange(int(seconds * RATE), dtype=np.float32)


def heard(samples, spans, cuts=()):
    chunker = Chunker(RATE, spans)
    chunks = [chunk for block in np.split(samples, list(cuts)) for chunk in chunker.push(block)]
    return [*chunks, *chunker.finish()]


def test_chunks_hold_their_own_samples_and_nothing_of_the_silence_between():
    chunks = heard(counting(100), [Span(5, 7), Span(8, 10), Span(40, 43)], cuts=range(2_000, 100_000, 2_000))
    assert [(chunk.start, len(chunk.samples), chunk.samples[0]) for chunk in chunks] == [
        (5.0, 5_000, 5_000.0),
        (40.0, 3_000, 40_000.0),
    ]
    assert chunks[0].speech == (Span(0, 2), Span(3, 5))


@settings(max_examples=30, deadline=None)
@given(cuts=st.lists(st.integers(0, 90_000), max_size=12))
def test_chunks_do_not_depend_on_the_blocks(cuts):
    spans = [Span(0, 3), Span(20, 85)]
    whole, cut = heard(counting(90), spans), heard(counting(90), spans, sorted(cuts))
    assert [(a.start, a.speech, a.samples.tolist()) for a in cut] == [
        (b.start, b.speech, b.samples.tolist()) for b in whole
    ]


@settings(max_examples=50, deadline=None)
@given(
    lengths=st.lists(st.tuples(st.floats(0.0, 20.0), st.floats(0.1, 200.0)), max_size=30),
)
def test_a_plan_covers_all_speech_in_chunks_of_bounded_length(lengths):
    spans, at = [], 0.0
    for gap, length in lengths:
        spans.append(Span(at + gap, at + gap + length))
        at += gap + length
    plan = planned(spans)
    assert all(group[-1].end - group[0].start <= LONGEST + 1e-6 for group in plan)
    planned_seconds = sum(span.end - span.start for group in plan for span in group)
    assert planned_seconds == pytest.approx(sum(span.end - span.start for span in spans))


def test_a_recording_shorter_than_its_speech_gives_what_there_is():
    chunks = heard(counting(10), [Span(8, 14), Span(20, 21)])
    assert [(chunk.start, len(chunk.samples)) for chunk in chunks] == [(8.0, 2_000)]
    assert chunks[0].speech == (Span(0, 2),)


def test_times_are_from_the_start_of_the_recording_and_lanes_stay_apart():
    lanes = np.stack([counting(100), counting(100) + 500_000])
    blocks = np.split(lanes, range(1_700, 100_000, 1_700), axis=1)
    first, second = transcribe_blocks(Echo(), blocks, RATE, [[Span(5, 7), Span(70, 71)], [Span(30, 31)]])
    assert [(each.text, each.start, each.end) for each in first] == [("5000", 5, 7), ("70000", 70, 71)]
    assert [(each.text, each.start, each.end) for each in second] == [("530000", 30, 31)]


def test_where_nobody_speaks_the_recogniser_is_not_asked():
    echo = Echo()
    assert transcribe_blocks(echo, [np.zeros((1, 50_000), dtype=np.float32)], RATE, [[]]) == ((),)
    assert echo.longest == 0


def recorded(path, minutes):
    """A telephone recording of so many minutes, written piece by piece."""
    second = (1000 * np.sin(np.arange(8_000) / 5)).astype("<i2").tobytes()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        for _ in range(minutes * 60):
            file.writeframes(second)
    return path


def most_held(path, minutes):
    """Most bytes held while a talk without a pause is decoded and recognised."""
    spans = [Span(at, at + 9.5) for at in range(0, minutes * 60, 10)]
    echo = Echo()
    tracemalloc.start()
    try:
        found = transcribe_blocks(echo, decode(path, rate=16_000), 16_000, [spans])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(found[0]) == len(spans)
    assert echo.longest <= LONGEST
    return peak


def test_ten_minutes_hold_no_more_than_a_chunk(tmp_path):
    assert most_held(recorded(tmp_path / "call.wav", 10), 10) < 16 * 2**20  # the whole of it is 38 MB


@pytest.mark.long
def test_three_hours_hold_no_more_than_ten_minutes_do(tmp_path):
    assert most_held(recorded(tmp_path / "call.wav", 180), 180) < 16 * 2**20


def test_words_have_the_recordings_own_times():
    class Wordy:
        name = "wordy"

        def transcribe(self, samples, sample_rate, *, speech=None):
            return (Segment("да", 0.5, 1.0, None, (Word("да", 0.5, 1.0),)),)

    ((segment,),) = transcribe_blocks(Wordy(), [counting(50)[None]], RATE, [[Span(40, 43)]])
    assert (segment.start, segment.end) == (40.5, 41.0)
    assert segment.words == (Word("да", 40.5, 41.0),)


def test_a_recogniser_may_ask_for_larger_portions():
    class Counted(Echo):
        portion = Portion(longest=300.0, join=20.0)
        calls = 0

        def transcribe(self, samples, sample_rate, *, speech=None):
            self.calls += 1
            return super().transcribe(samples, sample_rate, speech=speech)

    recogniser = Counted()
    spans = [Span(10, 90), Span(105, 200)]
    (lane,) = transcribe_blocks(recogniser, np.split(counting(220)[None], 22, axis=1), RATE, [spans])
    assert recogniser.calls == 1
    assert [(one.start, one.text) for one in lane] == [(10.0, "10000"), (105.0, "105000")]


@pytest.mark.parametrize("rate", [8_000, 11_025])
def test_spoken_parts_raised_one_by_one_sound_as_in_the_whole_recording_raised_at_once(rate):
    at = np.arange(rate * 4) / rate
    lane = (0.4 * np.sin(2 * np.pi * 440 * at) * np.sin(np.pi * at / 2) ** 2).astype(np.float32)
    raising, whole = Raising(rate, 16_000), Raising(rate, 16_000).part(lane)
    for start in (0, 2):
        part = raising.part(lane[start * rate : (start + 2) * rate])
        assert len(part) == 32_000
        apart = np.abs(part - whole[start * 16_000 : (start + 2) * 16_000]).max()
        assert apart < (1e-6 if rate == 8_000 else 1e-2)  # to half a sample where the rates do not fit


def test_a_recogniser_gets_its_own_rate_and_answers_with_times_of_the_recording():
    given = []

    class Listening:
        name = "listening"

        def transcribe(self, samples, sample_rate, *, speech=None):
            given.append((len(samples), sample_rate, speech))
            return (Segment("да", 0.5, 1.0),)

    block = np.zeros((1, 80_000), dtype=np.float32)
    (heard,) = transcribe_blocks(Listening(), [block], 8_000, [[Span(4, 6)]], heard_at=16_000)
    assert given == [(32_000, 16_000, (Span(0, 2),))]
    assert [(each.start, each.end) for each in heard] == [(4.5, 5.0)]
