"""Everything that a stored recording needs, in one pass over it: compact copy, peaks, speech, true length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..voice_activity.energy import EnergyDetector
from ..voice_activity.non_speech import NonSpeech, NonSpeechDetector, sort_out
from ..voice_activity.port import Span
from .errors import AudioError
from .lanes import LanesDifferError, Samples, blocks_of, source_lanes, split
from .opus import OpusWriter, opus_rate
from .peaks import PeakMeter, Peaks
from .source import DEFAULT_LIMITS, AudioInfo, Limits, Recording, Source, opened


@dataclass(frozen=True, slots=True)
class Prepared:
    """What became of a recording.

    ``real_duration``: seconds that could be decoded. ``lanes``: 1, or 2 where the channels differ; lane 0 is
    the left one. ``activity``: speech, one tuple of spans a lane, without ``non_speech``: music, ringing and
    the like, one tuple a lane. ``damaged``: something in the file could not be read, the rest is here.
    """

    info: AudioInfo
    peaks: Peaks
    real_duration: float
    lanes: int
    activity: tuple[tuple[Span, ...], ...]
    non_speech: tuple[tuple[NonSpeech, ...], ...]
    damaged: bool


def prepare(source: Source, out_opus: Path, *, limits: Limits = DEFAULT_LIMITS) -> Prepared:
    """Decode once, write the Opus copy to ``out_opus`` and measure on the way, in memory that does not grow.

    Raises ``AudioError``; then ``out_opus`` is not touched. A stereo file whose channels are equal for the
    first minute and differ later is read a second time.
    """
    try:
        return _prepare(source, out_opus, limits, sure=False)
    except LanesDifferError:
        return _prepare(source, out_opus, limits, sure=True)


def encode_opus(source: Source, out_opus: Path, *, limits: Limits = DEFAULT_LIMITS) -> None:
    """Only the compact copy: Ogg Opus, about 24 kbit/s for one lane, 32 for two. Raises ``AudioError``."""
    prepare(source, out_opus, limits=limits)


def peaks(source: Source, *, limits: Limits = DEFAULT_LIMITS) -> Peaks:
    """Only the peaks, at 20 a second. Raises ``AudioError``."""
    for sure in (False, True):
        with opened(source, limits) as recording:
            rate = opus_rate(recording.info.sample_rate)
            meter: PeakMeter | None = None
            try:
                for block in _lanes_of(recording, rate, sure=sure):
                    meter = meter or PeakMeter(rate)
                    meter.push(block)
            except LanesDifferError:
                continue
            if meter is None:
                raise AudioError("unreadable")
            return meter.finish()
    raise AssertionError("a sure pass never finds that lanes differ")


def _lanes_of(recording: Recording, rate: int, *, sure: bool) -> Iterator[Samples]:
    lanes = source_lanes(recording)
    blocks = blocks_of(recording, rate, lanes)
    return blocks if lanes == 1 or sure else split(blocks, rate)


def _prepare(source: Source, out_opus: Path, limits: Limits, *, sure: bool) -> Prepared:
    with opened(source, limits) as recording:
        rate = opus_rate(recording.info.sample_rate)
        blocks = _lanes_of(recording, rate, sure=sure)
        first = next(blocks, None)
        if first is None:
            raise AudioError("unreadable")
        lanes = first.shape[0]
        meter, ears = PeakMeter(rate), [_Ears(rate) for _ in range(lanes)]
        with OpusWriter(out_opus, sample_rate=rate, lanes=lanes) as writer:
            for block in chain([first], blocks):
                writer.push(block)
                meter.push(block)
                for ear, lane in zip(ears, block, strict=True):
                    ear.push(lane)
        measured = meter.finish()
        heard = sort_out([ear.energy.finish() for ear in ears], [ear.non_speech.finish() for ear in ears])
        return Prepared(
            info=recording.info,
            peaks=measured,
            real_duration=measured.duration,
            lanes=lanes,
            activity=heard.speech,
            non_speech=heard.non_speech,
            damaged=recording.damaged,
        )


class _Ears:
    """What listens to one lane."""

    def __init__(self, rate: int) -> None:
        self.energy, self.non_speech = EnergyDetector(rate), NonSpeechDetector(rate)

    def push(self, samples: NDArray[np.float32]) -> None:
        self.energy.push(samples)
        self.non_speech.push(samples)
