"""Fewer samples by a whole factor: a low pass and every n-th of what is left, as one product of matrices.

Opus always decodes to 48 kHz and recognisers hear 16: a general resampler took three times as long for that step.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

_TOGETHER = 32  # samples that one row of the product makes
_LATE = _TOGETHER // 2  # of them the filter is late: half its length
_EDGE = 0.97  # of the new band: there the sound is half as strong
_STEEP = 7.0  # Kaiser's beta: from 9 kHz on what would fold into 16 kHz samples is 70 dB down


class Decimator:
    """Blocks of shape (lanes, n) at ``factor`` times the rate in, at the rate out; nothing is shifted in time.

    The same samples come out however they are cut into blocks; quickest are blocks of whole ``row`` samples.
    """

    def __init__(self, factor: int, lanes: int) -> None:
        self.row = factor * _TOGETHER
        self._factor, self._filter = factor, _filter(factor)
        self._waiting = np.empty((lanes, 0), dtype=np.float32)
        self._begun = np.zeros((lanes, 1, _TOGETHER), dtype=np.float32)  # what the last row adds to the next
        self._early, self._taken, self._given = _LATE, 0, 0

    def push(self, block: Samples) -> Samples:
        self._taken += block.shape[1]
        return self._made(block)

    def flush(self) -> Samples:
        """What the filter still holds back; after the sound it hears silence."""
        left = -(-self._taken // self._factor) - self._given
        silence = np.zeros((len(self._waiting), 3 * self.row), dtype=np.float32)
        return self._made(silence)[:, :left]

    def _made(self, block: Samples) -> Samples:
        held = np.concatenate([self._waiting, block], axis=1) if self._waiting.shape[1] else block
        rows, lanes = held.shape[1] // self.row, len(held)
        self._waiting = held[:, rows * self.row :].copy()
        both = held[:, : rows * self.row].reshape(lanes, rows, self.row) @ self._filter
        first = np.concatenate([self._begun, both[..., :_TOGETHER]], axis=1)
        self._begun = first[:, -1:].copy()
        out: Samples = (first[:, :-1] + both[..., _TOGETHER:]).reshape(lanes, -1)
        early = min(self._early, out.shape[1])
        self._early -= early
        self._given += out.shape[1] - early
        return out[:, early:]


@cache
def _filter(factor: int) -> Samples:
    """A windowed sinc (Kaiser) written out, shape (row, 2 * _TOGETHER): what a row gives to the samples
    that are made with the next one, and to its own."""
    half = factor * _LATE
    at = np.arange(-half, half + 1)
    taps = np.sinc(at / factor * _EDGE) * np.kaiser(len(at), _STEEP)
    taps /= taps.sum()
    row = factor * _TOGETHER
    both = np.zeros((2 * row, _TOGETHER))
    for made in range(_TOGETHER):
        both[made * factor : made * factor + len(taps), made] = taps
    return np.hstack([both[:row], both[row:]]).astype(np.float32)
