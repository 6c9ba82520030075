"""Voice activity by energy: a frame is speech where it stands out of the line's own noise.

Needs no model, gives the same answer on every machine. It hears that somebody makes a sound, not that the
sound is a voice: music on hold and ringing tones count as speech.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .port import Span

_FRAME_SECONDS = 0.02
_START_FRAMES = 100  # two seconds to learn the line's noise from before the first decision
_START_QUANTILE = 0.1
_FLOOR_LOW, _FLOOR_HIGH = -62.0, -30.0  # dBFS: digital silence is no reference, nor is a shout
_RISE_QUIET, _RISE_SPEECH = 0.06, 0.01  # dB a frame: 3 and 0.5 dB a second
_FALL = 0.2  # share of the way down in one frame
_ON, _OFF = 9.0, 6.0  # dB over the floor
_HANGOVER_FRAMES = 12  # stops inside words and quiet word ends
_MIN_SPEECH = 0.12
_MIN_GAP = 0.25
_PAD = 0.04


@dataclass(slots=True)
class EnergyDetector:
    """One lane, pushed in blocks of any size; memory holds two seconds and the spans found.

    The result does not depend on how the blocks were cut.
    """

    sample_rate: int
    _rest: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, dtype=np.float32))
    _waiting: list[float] = field(default_factory=list)
    _floor: float | None = None
    _frame: int = 0
    _samples: int = 0
    _began: int | None = None
    _silent: int = 0
    _spans: list[tuple[int, int]] = field(default_factory=list)

    def push(self, samples: NDArray[np.float32]) -> None:
        """``samples``: mono, -1…1, shape (n,)."""
        self._samples += len(samples)
        joined = np.concatenate([self._rest, samples])
        size = self._frame_size
        whole = len(joined) // size * size
        self._rest = joined[whole:]
        levels = _levels(joined[:whole].reshape(-1, size))
        if self._floor is not None:
            self._decide(levels)
            return
        self._waiting.extend(levels)
        if len(self._waiting) >= _START_FRAMES:
            self._start()

    def finish(self) -> tuple[Span, ...]:
        """Sorted spans that do not overlap, within the samples pushed."""
        if self._floor is None and self._waiting:
            self._start()
        spans = list(self._spans)
        if self._began is not None:
            spans.append((self._began, self._frame - self._silent))
        return self._polished(spans)

    @property
    def _frame_size(self) -> int:
        return max(1, round(self.sample_rate * _FRAME_SECONDS))

    def _start(self) -> None:
        first = np.quantile(self._waiting[:_START_FRAMES], _START_QUANTILE)
        self._floor = float(np.clip(first, _FLOOR_LOW, _FLOOR_HIGH))
        waiting, self._waiting = self._waiting, []
        self._decide(waiting)

    def _decide(self, levels: list[float]) -> None:
        assert self._floor is not None
        floor = self._floor
        for level in levels:
            speech = level > floor + (_ON if self._began is None else _OFF)
            if level < floor:
                floor = max(_FLOOR_LOW, floor + _FALL * (level - floor))
            else:
                rise = _RISE_QUIET if self._began is None else _RISE_SPEECH
                floor = min(_FLOOR_HIGH, floor + min(rise, level - floor))
            self._follow(speech=speech)
            self._frame += 1
        self._floor = floor

    def _follow(self, *, speech: bool) -> None:
        if speech:
            self._silent = 0
            if self._began is None:
                self._began = self._frame
        elif self._began is not None:
            self._silent += 1
            if self._silent >= _HANGOVER_FRAMES:
                self._spans.append((self._began, self._frame + 1 - self._silent))
                self._began, self._silent = None, 0

    def _polished(self, frames: list[tuple[int, int]]) -> tuple[Span, ...]:
        step, total = self._frame_size / self.sample_rate, self._samples / self.sample_rate
        joined: list[list[float]] = []
        for first, last in frames:
            start, end = first * step, last * step
            if joined and start - joined[-1][1] < _MIN_GAP:
                joined[-1][1] = end
            else:
                joined.append([start, end])
        return tuple(
            Span(round(max(0.0, start - _PAD), 3), round(min(total, end + _PAD), 3))
            for start, end in joined
            if end - start >= _MIN_SPEECH
        )


class EnergyVoiceActivity:
    """The port over ``EnergyDetector`` for samples that are all at hand."""

    name = "energy"

    def speech(self, samples: NDArray[np.float32], sample_rate: int) -> tuple[Span, ...]:
        """``samples``: mono, -1…1, shape (n,)."""
        detector = EnergyDetector(sample_rate)
        detector.push(samples)
        return detector.finish()


def _levels(frames: NDArray[np.float32]) -> list[float]:
    """dBFS of each frame without its direct current, shape (frames, samples)."""
    if frames.shape[0] == 0:
        return []
    power = frames.var(axis=1, dtype=np.float64)
    levels: list[float] = (10.0 * np.log10(power + 1e-12)).tolist()
    return levels
