from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from mentor.engines.voice_activity.energy import EnergyDetector, EnergyVoiceActivity

pytestmark = pytest.mark.unit

TURNS = ((1.0, 2.5), (3.2, 4.0), (6.0, 8.5))
SECONDS = 10.0


def line(rate, turns=TURNS, noise=1e-3, level=0.2, seconds=SECONDS, seed=5) -> NDArray[np.float32]:
    """Line noise with bursts of modulated sound in ``turns``."""
    random = np.random.default_rng(seed)
    time = np.arange(int(seconds * rate)) / rate
    samples = random.normal(0, noise, len(time))
    for start, end in turns:
        here = (time >= start) & (time < end)
        samples[here] += level * np.sin(2 * np.pi * 180 * time[here]) * (0.6 + 0.4 * np.sin(25 * time[here]))
    return samples.astype(np.float32)


def found(samples, rate) -> list[tuple[float, float]]:
    return [(span.start, span.end) for span in EnergyVoiceActivity().speech(samples, rate)]


def assert_turns(spans, turns=TURNS) -> None:
    assert len(spans) == len(turns)
    for (start, end), (wanted_start, wanted_end) in zip(spans, turns, strict=True):
        assert start == pytest.approx(wanted_start, abs=0.1)
        assert end == pytest.approx(wanted_end, abs=0.15)


@pytest.mark.parametrize("rate", [8_000, 12_000, 16_000, 24_000])
def test_turns_are_found_at_every_rate(rate):
    assert_turns(found(line(rate), rate))


@pytest.mark.parametrize("noise", [0.0, 1e-4, 3e-3, 1e-2])
def test_the_line_may_be_clean_or_noisy(noise):
    assert_turns(found(line(8_000, noise=noise), 8_000))


@pytest.mark.parametrize("level", [0.02, 0.1, 0.9])
def test_a_quiet_speaker_is_heard_like_a_loud_one(level):
    assert_turns(found(line(8_000, noise=5e-4, level=level), 8_000))


def test_direct_current_is_no_speech():
    assert_turns(found(line(8_000) + np.float32(0.05), 8_000))


def test_speech_from_the_first_sample_is_not_taken_for_noise():
    turns = ((0.0, 4.0), (5.0, 6.0))
    assert_turns(found(line(8_000, turns=turns), 8_000), turns)


def test_noise_that_grows_becomes_the_new_silence():
    samples = line(8_000, turns=(), noise=1e-4, seconds=30.0)
    samples[80_000:] += np.random.default_rng(1).normal(0, 3e-3, len(samples) - 80_000).astype(np.float32)
    spans = found(samples, 8_000)
    assert all(end < 22.0 for _, end in spans)


@pytest.mark.parametrize("samples", [0, 1, 100, 16_000])
def test_silence_of_any_length_holds_no_speech(samples):
    assert found(np.zeros(samples, dtype=np.float32), 8_000) == []


def test_a_click_is_not_speech():
    samples = line(8_000, turns=())
    samples[40_000:40_200] = 0.9
    assert found(samples, 8_000) == []


def test_short_stops_do_not_cut_a_turn():
    turns = ((1.0, 1.6), (1.75, 2.4), (2.55, 3.0))
    assert len(found(line(8_000, turns=turns), 8_000)) == 1


@settings(max_examples=25, deadline=None)
@given(cuts=st.lists(st.integers(0, 80_000), max_size=12))
def test_the_answer_does_not_depend_on_the_blocks(cuts):
    samples = line(8_000)
    detector = EnergyDetector(8_000)
    for block in np.split(samples, sorted(cuts)):
        detector.push(block)
    assert detector.finish() == EnergyVoiceActivity().speech(samples, 8_000)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), level=st.floats(0.0, 1.0), seconds=st.floats(0.0, 6.0))
def test_spans_are_sorted_apart_and_inside(seed, level, seconds):
    random = np.random.default_rng(seed)
    samples = (random.normal(0, 0.3, int(seconds * 8_000)) * level * random.integers(0, 2)).astype(np.float32)
    samples *= np.repeat(random.integers(0, 2, len(samples) // 800 + 1), 800)[: len(samples)].astype(
        np.float32
    )
    spans = found(samples, 8_000)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(samples) / 8_000 + 0.001 for edge in edges)
