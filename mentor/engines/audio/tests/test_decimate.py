"""Fewer samples by a whole factor: the same sound at the same moments, nothing folded into the band."""

from __future__ import annotations

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from mentor.engines.audio.decimate import Decimator
from mentor.engines.audio.lanes import _Resampling, same_sound

pytestmark = pytest.mark.unit

RATE = 48_000


def tones(*hertz: float, seconds: float = 0.5) -> np.ndarray:
    at = np.arange(int(RATE * seconds)) / RATE
    return np.stack([np.sin(2 * np.pi * one * at) for one in hertz]).astype(np.float32)


def decimated(sound: np.ndarray, factor: int, cut: int) -> np.ndarray:
    decimator = Decimator(factor, len(sound))
    parts = [decimator.push(sound[:, at : at + cut]) for at in range(0, sound.shape[1], cut)]
    return np.concatenate([*parts, decimator.flush()], axis=1)


@pytest.mark.parametrize("factor", [2, 3, 6])
def test_a_tone_of_the_new_band_stays_where_and_as_loud_as_it_was(factor):
    sound = tones(440.0, 3_000.0)

    out = decimated(sound, factor, cut=9_600)

    assert out.shape == (2, -(-sound.shape[1] // factor))
    inside = slice(100, -100)
    assert out[:, inside] == pytest.approx(sound[:, ::factor][:, inside], abs=2e-3)


@pytest.mark.parametrize("hertz", [9_000.0, 12_000.0, 15_600.0, 23_000.0])
def test_what_the_new_band_cannot_hold_does_not_come_back_as_something_else(hertz):
    out = decimated(tones(hertz), 3, cut=9_600)

    assert np.abs(out[:, 100:-100]).max() < 10 ** (-60 / 20)


@pytest.mark.parametrize("cut", [1, 95, 97, 960, 30_000])
def test_the_same_samples_come_out_however_the_sound_is_cut(cut):
    sound = np.random.default_rng(7).normal(0, 0.2, (2, 10_007)).astype(np.float32)

    out = decimated(sound, 3, cut)

    assert out == pytest.approx(decimated(sound, 3, cut=96), abs=1e-6)
    assert out.shape == (2, 3_336)


@pytest.mark.parametrize("samples", [0, 1, 2, 3, 47])
def test_a_sound_shorter_than_the_filter_keeps_its_length(samples):
    assert decimated(np.ones((1, samples), dtype=np.float32), 3, cut=1_000).shape == (1, -(-samples // 3))


@pytest.mark.parametrize("rest", [1, 40, 90, 200])
def test_equal_channels_stay_one_lane_whatever_is_left_after_the_last_whole_block(rest):
    one = tones(440.0, seconds=2.0)
    both = np.concatenate([one, one[:, :rest]], axis=1).repeat(2, axis=0)
    resampling = _Resampling(rate=16_000, lanes=2)
    whole = AudioFrame.from_ndarray(both, format="fltp", layout="stereo")
    whole.sample_rate = RATE
    blocks = [*resampling.push(whole), *resampling.flush()]

    assert all(block.shape[1] for block in blocks)
    assert all(same_sound(block) for block in blocks)
    assert sum(block.shape[1] for block in blocks) == -(-both.shape[1] // 3)


def test_speech_comes_out_as_from_ffmpegs_resampler():
    sound = np.random.default_rng(3).normal(0, 0.1, (1, RATE)).astype(np.float32)
    frame = AudioFrame.from_ndarray(sound, format="fltp", layout="mono")
    frame.sample_rate = RATE
    peer: AudioResampler = av.AudioResampler(format="fltp", layout="mono", rate=16_000)
    theirs = np.concatenate(
        [one.to_ndarray() for each in (frame, None) for one in peer.resample(each)], axis=1
    )

    ours = decimated(sound, 3, cut=96_000)[:, : theirs.shape[1]]

    spectra = [np.fft.rfft(one[0, 100:-100]) for one in (ours, theirs)]
    speech = slice(0, int(len(spectra[0]) * 6_500 / 8_000))
    away = np.sum(np.abs(spectra[0][speech] - spectra[1][speech]) ** 2) / np.sum(
        np.abs(spectra[1][speech]) ** 2
    )
    assert away < 1e-4
