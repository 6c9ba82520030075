"""Peaks: the loudness of a recording in a few bytes, for drawing its wave."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

PEAKS_A_SECOND = 20


class PeaksJson(TypedDict):
    """The form that pages get: seconds, peaks a second, one list of 0…255 a lane."""

    duration: float
    rate: int
    lanes: list[list[int]]


@dataclass(frozen=True, slots=True)
class Peaks:
    """The greatest absolute sample of each 1/``rate`` second: uint8, shape (lanes, n), 255 is full scale."""

    duration: float
    rate: int
    lanes: NDArray[np.uint8]

    def as_json(self) -> PeaksJson:
        return {"duration": round(self.duration, 3), "rate": self.rate, "lanes": self.lanes.tolist()}


@dataclass(slots=True)
class PeakMeter:
    """Collects peaks block by block; the answer does not depend on how the blocks were cut."""

    sample_rate: int
    _rest: NDArray[np.float32] | None = None
    _done: list[NDArray[np.uint8]] = field(default_factory=list)
    _samples: int = 0

    def push(self, block: NDArray[np.float32]) -> None:
        """``block``: float32, -1…1, shape (lanes, n)."""
        self._samples += block.shape[1]
        joined = block if self._rest is None else np.concatenate([self._rest, block], axis=1)
        bucket = self.sample_rate // PEAKS_A_SECOND
        whole = joined.shape[1] // bucket * bucket
        if whole:
            self._done.append(_loudest(joined[:, :whole].reshape(joined.shape[0], -1, bucket)))
        self._rest = joined[:, whole:].copy()

    def finish(self) -> Peaks:
        """The peaks of everything pushed; at least one block must have been."""
        assert self._rest is not None
        parts = list(self._done)
        if self._rest.shape[1]:
            parts.append(_loudest(self._rest[:, None, :]))
        empty = np.zeros((self._rest.shape[0], 0), dtype=np.uint8)
        lanes = np.concatenate(parts, axis=1) if parts else empty
        return Peaks(duration=self._samples / self.sample_rate, rate=PEAKS_A_SECOND, lanes=lanes)


def _loudest(buckets: NDArray[np.float32]) -> NDArray[np.uint8]:
    top = np.maximum(buckets.max(axis=2), -buckets.min(axis=2))
    loudest: NDArray[np.uint8] = np.rint(np.minimum(top, 1.0) * 255).astype(np.uint8)
    return loudest
