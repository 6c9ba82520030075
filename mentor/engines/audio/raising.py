"""Parts of a recording brought to another rate, one after the other."""

from __future__ import annotations

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

Samples = NDArray[np.float32]
_SILENCE = np.zeros(64, dtype=np.float32)  # longer than the filter: no part sounds in the next one


class Raising:
    """Brings mono parts from ``rate`` to ``wanted`` Hz by one filter: making one costs more than a part's sound."""

    def __init__(self, rate: int, wanted: int) -> None:
        self.rate, self.wanted = rate, wanted
        self._resampler = AudioResampler(format="fltp", layout="mono", rate=wanted)
        self._given = self._got = 0  # samples that went into the filter, and came out

    def part(self, samples: Samples) -> Samples:
        """The same sound. ``samples``: -1…1, shape (n,)."""
        if self.rate == self.wanted or not len(samples):
            return samples
        first, last = (self._place(at) - self._got for at in (self._given, self._given + len(samples)))
        came = self._through(np.concatenate([samples, _SILENCE]))
        return np.clip(came[first:last], -1.0, 1.0)

    def _place(self, given: int) -> int:
        return round(given * self.wanted / self.rate)

    def _through(self, samples: Samples) -> Samples:
        frame = AudioFrame.from_ndarray(samples[None], format="fltp", layout="mono")
        frame.sample_rate = self.rate
        came = [ready.to_ndarray()[0] for ready in self._resampler.resample(frame)]
        self._given += len(samples)
        self._got += sum(map(len, came))
        return came[0] if len(came) == 1 else np.concatenate(came)
