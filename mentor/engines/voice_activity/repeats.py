"""What a lane says twice in exactly the same way: an announcement of a machine, played over and over.

Nobody repeats seconds of speech sound for sound. Spectra of the lane's beginning are kept, coarse and short, and
compared with themselves later: the few delays at which most agrees are looked at closely.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .port import Span
from .spectrum import Array

LISTENED = 180.0  # seconds of a lane: machines speak at the beginning; kept are 20 numbers a frame of them
SHORTEST = 4.0  # seconds of one repeat
_BANDS = 20
_SOONEST = 4.0  # seconds between a thing and its repeat
_AUDIBLE = 1e-6  # power of a frame under which there is nothing to hear
_MOSTLY = 0.7  # of a repeat is audible: not silence that is like silence
_ALIKE = 0.8  # mean agreement of frames; other words of the same voice stay under 0.3
_DELAYS = 6


@dataclass(slots=True)
class RepeatDetector:
    """Frames in, spans out; ``hop``: seconds from frame to frame."""

    hop: float
    _kept: list[Array] = field(default_factory=list)
    _count: int = 0

    def push(self, power: Array) -> None:
        """``power``: shape (frames, bins)."""
        room = int(LISTENED / self.hop) - self._count
        if room > 0 and len(power):
            part = power[:room]
            edges = np.linspace(0, part.shape[1], _BANDS + 1).astype(int)[:-1]
            self._kept.append(np.add.reduceat(part, edges, axis=1))
            self._count += len(part)

    def finish(self) -> tuple[Span, ...]:
        """Sorted spans that do not overlap, each of them heard again in this lane; edges to half a second."""
        if self._count * self.hop < 2 * SHORTEST:
            return ()
        shapes, audible = _shapes(np.concatenate(self._kept))
        marked = np.zeros(self._count, dtype=bool)
        for delay in _delays(shapes, round(_SOONEST / self.hop)):
            again = _alike(shapes, audible, delay, round(SHORTEST / self.hop))
            marked[: len(again)] |= again
            marked[delay:] |= again
        edges = np.flatnonzero(np.diff(marked.astype(int), prepend=0, append=0)).reshape(-1, 2)
        return tuple(
            Span(round(first * self.hop, 3), round(last * self.hop, 3)) for first, last in edges.tolist()
        )


def _shapes(power: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Each audible frame as a direction away from the lane's mean spectrum, others as nothing."""
    audible: NDArray[np.bool_] = power.sum(axis=1) > _AUDIBLE
    level = np.log(power + 1e-12)
    level -= level.mean(axis=1, keepdims=True)
    if audible.any():
        level -= level[audible].mean(axis=0)
    level[~audible] = 0.0
    shapes: Array = level / np.maximum(np.linalg.norm(level, axis=1, keepdims=True), 1e-9)
    return shapes, audible


def _delays(shapes: Array, soonest: int) -> list[int]:
    """Delays in frames at which the lane is most like itself."""
    size = 1 << (2 * len(shapes)).bit_length()
    spectra = np.fft.rfft(shapes, size, axis=0)
    agreement = np.fft.irfft(np.square(np.abs(spectra)).sum(axis=1), size)[: len(shapes)]
    found: list[int] = []
    for delay in np.argsort(agreement[soonest:])[::-1].tolist():
        if all(abs(delay + soonest - other) > 2 for other in found):
            found.append(delay + soonest)
        if len(found) == _DELAYS:
            break
    return found


def _alike(shapes: Array, audible: NDArray[np.bool_], delay: int, least: int) -> NDArray[np.bool_]:
    """Frames that lie in a stretch of at least ``least`` frames which comes again after ``delay``."""
    one, other = shapes[:-delay], shapes[delay:]
    found = np.zeros(len(one), dtype=bool)
    if len(one) < least:
        return found
    both = audible[:-delay] & audible[delay:]
    agreed = _windows((one * other).sum(axis=1), least)
    heard = _windows(both.astype(np.float64), least)
    good = (heard >= _MOSTLY * least) & (agreed >= _ALIKE * np.maximum(heard, 1.0))
    for start in np.flatnonzero(good).tolist():
        found[start : start + least] = True
    return found


def _windows(values: Array, size: int) -> Array:
    """Sums of every ``size`` neighbours."""
    summed = np.concatenate([[0.0], np.cumsum(values)])
    sums: Array = summed[size:] - summed[:-size]
    return sums
