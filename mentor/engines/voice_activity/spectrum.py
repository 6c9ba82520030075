"""Short-time spectra of one lane, pushed in blocks of any size: what tones and music are told by."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

WINDOW, HOP = 0.096, 0.032  # seconds: long enough to tell two notes apart, short against a syllable
_LOW, _HIGH = 180.0, 3_500.0  # Hz: what every telephone line carries


@dataclass(slots=True)
class Spectrum:
    """Power of frames in the telephone band. The frames do not depend on how the blocks were cut."""

    sample_rate: int
    _rest: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, dtype=np.float32))

    @property
    def frequencies(self) -> Array:
        """Hz of each bin, shape (bins,)."""
        hertz: Array = np.fft.rfftfreq(self._window, 1.0 / self.sample_rate)[self._band].astype(np.float64)
        return hertz

    @property
    def hop(self) -> float:
        """Seconds from one frame to the next."""
        return self._step / self.sample_rate

    def push(self, samples: NDArray[np.float32]) -> Array:
        """Frames that are whole by now, shape (frames, bins); a sine of amplitude 1 peaks near 1."""
        joined = np.concatenate([self._rest, samples])
        count = (len(joined) - self._window) // self._step + 1
        if count <= 0:
            self._rest = joined
            return np.zeros((0, len(self.frequencies)))
        self._rest = joined[count * self._step :]
        frames = np.lib.stride_tricks.sliding_window_view(joined, self._window)[:: self._step][:count]
        shape = np.hanning(self._window)
        spectrum = np.fft.rfft(frames * shape, axis=1)[:, self._band]
        power: Array = np.square(np.abs(spectrum) * 2.0 / shape.sum())
        return power

    @property
    def _window(self) -> int:
        return round(WINDOW * self.sample_rate)

    @property
    def _step(self) -> int:
        return round(HOP * self.sample_rate)

    @property
    def _band(self) -> slice:
        every = np.fft.rfftfreq(self._window, 1.0 / self.sample_rate)
        low, high = np.searchsorted(every, (_LOW, min(_HIGH, 0.45 * self.sample_rate)))
        return slice(int(low), int(high))
