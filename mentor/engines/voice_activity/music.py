"""Music by the steadiness of its notes: a note keeps its frequency, a voice glides.

After Seyerlehner, Pohle, Schedl and Widmer, "Automatic music detection in television productions" (DAFx 2007):
peaks of each frame over their spectral surroundings are marked, and bins that stay marked through a stretch of
three seconds stand out where there is music. Added here: most of the power must lie in those bins, so that a
voice over music in the room stays a voice.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .port import Span
from .spectrum import Array

_PART, _PARTS = 32, 3  # frames a part; a stretch is three parts, about three seconds
_AROUND = 21  # bins that a peak must stand out of
_RISE = 6.0  # dB over them
_AUDIBLE = 1e-6  # power of a frame under which there is nothing to hear
_TOP = 5  # the steadiest bins that are summed
_STEADY_SUM = 2.7  # of 5; synthesised and coded voices stay under 2.2, chords, plucks and drums over 3
_STEADY, _STEADY_POWER = 0.45, 0.5  # voices reach a third, voices over music in the room half
_FEW_NOTES, _NEARLY_ALL = 1.2, 0.75  # a held chord of few notes, which one tone of the network is not
_LONGEST_GAP = 2  # parts without a decision inside one piece of music
_SHORTEST = 5.0  # seconds


@dataclass(slots=True)
class MusicDetector:
    """Frames in, spans of music out; memory holds three seconds and a bit a second."""

    hop: float
    _frames: list[Array] = field(default_factory=list)
    _parts: deque[tuple[Array, Array]] = field(default_factory=lambda: deque(maxlen=_PARTS))
    _found: list[bool] = field(default_factory=list)
    _count: int = 0

    def push(self, power: Array) -> None:
        """``power``: shape (frames, bins)."""
        self._frames.extend(power)
        self._count += len(power)
        while len(self._frames) >= _PART:
            part = np.stack(self._frames[:_PART])
            del self._frames[:_PART]
            self._parts.append((peaks(part).mean(axis=0), part.mean(axis=0)))
            if len(self._parts) == _PARTS:
                self._found.append(_is_music(self._parts))

    def finish(self) -> tuple[Span, ...]:
        """Sorted spans of five seconds and more; their edges are true to about half a second."""
        part, total = self.hop * _PART, self.hop * self._count
        found: list[Span] = []
        for first, last in _runs(self._found):
            # a stretch at the edge of music is half of it music
            start = 0.0 if first == 0 else (first + 0.5) * part
            end = total if last == len(self._found) - 1 else (last + _PARTS - 0.5) * part
            if end - start >= _SHORTEST:
                found.append(Span(round(start, 3), round(end, 3)))
        return tuple(found)


def peaks(power: Array) -> Array:
    """1 where a bin stands out of its surroundings in an audible frame, else 0; shape (frames, bins)."""
    level = 10.0 * np.log10(power + 1e-12)
    half = _AROUND // 2
    padded = np.pad(level, ((0, 0), (half + 1, half)), mode="edge")
    summed = np.cumsum(padded, axis=1)
    around = (summed[:, _AROUND:] - summed[:, :-_AROUND]) / _AROUND
    audible = power.sum(axis=1, keepdims=True) > _AUDIBLE
    marked: Array = ((level - around > _RISE) & audible).astype(np.float64)
    return marked


def _is_music(parts: deque[tuple[Array, Array]]) -> bool:
    activation = np.mean([marked for marked, _ in parts], axis=0)
    power = np.mean([each for _, each in parts], axis=0)
    steady = float(np.sort(_heights(activation))[-_TOP:].sum())
    share = float(power[activation >= _STEADY].sum() / max(power.sum(), 1e-12))
    return (steady >= _STEADY_SUM and share >= _STEADY_POWER) or (
        steady >= _FEW_NOTES and share >= _NEARLY_ALL
    )


def _heights(activation: Array) -> Array:
    """How far each peak of the activation stands over the higher of the valleys beside it."""
    inner = np.concatenate([[0.0], activation, [0.0]])
    tops = np.flatnonzero((inner[1:-1] >= inner[:-2]) & (inner[1:-1] > inner[2:]))
    lows = np.flatnonzero((activation[1:-1] <= activation[:-2]) & (activation[1:-1] <= activation[2:])) + 1
    if not len(tops) or not len(lows):
        return np.zeros(1)
    after = np.searchsorted(lows, tops)
    left = np.where(after > 0, activation[lows[np.maximum(after - 1, 0)]], 0.0)
    right = np.where(after < len(lows), activation[lows[np.minimum(after, len(lows) - 1)]], 0.0)
    heights: Array = np.maximum(activation[tops] - np.maximum(left, right), 0.0)
    return heights


def _runs(found: list[bool]) -> list[tuple[int, int]]:
    """First and last index of each run, gaps of up to ``_LONGEST_GAP`` closed."""
    at: NDArray[np.int64] = np.flatnonzero(np.array(found, dtype=bool))
    runs: list[tuple[int, int]] = []
    for index in at.tolist():
        if runs and index - runs[-1][1] - 1 <= _LONGEST_GAP:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs
