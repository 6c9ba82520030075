"""Cutting a lane into pieces that a recogniser takes at once: whole turns where they fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ..voice_activity.port import Span

_JOIN_GAP = 0.6  # a pause inside a thought; the recogniser does better with both halves
_CUT_WINDOW = 0.2  # seconds of quiet to look for when a turn must be cut
_SHORTEST = 0.1


def pieces(
    samples: NDArray[np.float32], sample_rate: int, spans: Sequence[Span], longest: float
) -> tuple[Span, ...]:
    """Sorted pieces of at most ``longest`` seconds that cover all of ``spans``, joined over short pauses.

    A turn that is longer is cut at the quietest place of its last third before the limit.
    """
    cut = [piece for span in spans for piece in _cut(samples, sample_rate, span, longest)]
    joined: list[Span] = []
    for piece in cut:
        last = joined[-1] if joined else None
        if last and piece.start - last.end <= _JOIN_GAP and piece.end - last.start <= longest:
            joined[-1] = Span(last.start, piece.end)
        else:
            joined.append(piece)
    return tuple(joined)


def _cut(samples: NDArray[np.float32], rate: int, span: Span, longest: float) -> Iterator[Span]:
    start = span.start
    while span.end - start > longest:
        low = start + longest * 2 / 3
        at = _quietest(samples, rate, low, min(start + longest, span.end - _SHORTEST))
        yield Span(start, at)
        start = at
    yield Span(start, span.end)


def _quietest(samples: NDArray[np.float32], rate: int, low: float, high: float) -> float:
    """Middle of the quietest ``_CUT_WINDOW`` between two times, seconds."""
    window = max(1, int(_CUT_WINDOW * rate / 2))
    part = samples[int(low * rate) : int(high * rate)]
    count = len(part) // window
    if count < 2:
        return (low + high) / 2
    power = np.square(part[: count * window]).reshape(count, window).mean(axis=1)
    return low + (int(np.argmin(power[:-1] + power[1:])) + 1) * window / rate
