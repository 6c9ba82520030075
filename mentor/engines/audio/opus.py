"""Compact Ogg Opus that every browser plays: the copy of a recording that pages stream."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from numpy.typing import NDArray

CONTENT_TYPE = "audio/ogg"
_RATES = (8_000, 12_000, 16_000, 24_000)  # what Opus takes in; 48 kHz adds bytes, not words
_BITS_A_SECOND = {1: 24_000, 2: 32_000}
_OPTIONS = {
    "application": "voip",
    "frame_duration": "60",  # fewer packets: less overhead in the file, less work for every player
    "compression_level": "2",  # 5 and 10 take up to twice the time on telephone speech for the same size
    "vbr": "on",
}


def opus_rate(sample_rate: int) -> int:
    """The lowest Opus rate that keeps the band of ``sample_rate``, at most 24 kHz."""
    return next((rate for rate in _RATES if rate >= sample_rate), _RATES[-1])


class OpusWriter:
    """Writes blocks as they come. Nothing stands under the final name until all of it is written.

    Use as a context manager; an exception inside leaves no file behind.
    """

    def __init__(self, path: Path, *, sample_rate: int, lanes: int) -> None:
        self._path = path
        self._part = path.with_name(path.name + ".part")
        self._layout = "stereo" if lanes == 2 else "mono"
        self._rate = sample_rate
        self._time_base = Fraction(1, sample_rate)
        self._written = 0
        self._container = av.open(str(self._part), "w", format="ogg")
        self._stream: AudioStream = self._container.add_stream(
            "libopus", rate=sample_rate, layout=self._layout, options=dict(_OPTIONS)
        )
        self._stream.bit_rate = _BITS_A_SECOND[lanes]

    def push(self, block: NDArray[np.float32]) -> None:
        """``block``: float32, -1…1, shape (lanes, n)."""
        packed = np.ascontiguousarray(block.T).reshape(1, -1)
        frame = AudioFrame.from_ndarray(packed, format="flt", layout=self._layout)
        frame.sample_rate = self._rate
        frame.time_base = self._time_base
        frame.pts = self._written
        self._written += block.shape[1]
        self._container.mux(self._stream.encode(frame))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _problem: BaseException | None, _trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._container.mux(self._stream.encode(None))
            self._container.close()
            if kind is None:
                self._part.replace(self._path)
        finally:
            self._part.unlink(missing_ok=True)
