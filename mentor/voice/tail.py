"""The newest sound of a lane: grows frame by frame without being copied each time, forgets from its head."""

from __future__ import annotations

import numpy as np

from mentor.engines.voice_activity.live import RATE

from .sound import Samples

_ROOM = RATE * 4


class Tail:
    """Samples are counted from the lane's first one; ``first`` is the oldest that is still here."""

    def __init__(self) -> None:
        self._room: Samples = np.zeros(_ROOM, np.float32)
        self._used = 0
        self.first = 0

    @property
    def end(self) -> int:
        """The sample after the newest one."""
        return self.first + self._used

    def push(self, samples: Samples) -> None:
        """More sound."""
        used = self._used + len(samples)
        if used > len(self._room):
            self._room = np.concatenate([self._room[: self._used], np.zeros(used, np.float32)])
        self._room[self._used : used] = samples
        self._used = used

    def between(self, start: int, end: int) -> Samples:
        """A copy of what is still here of samples ``start`` … ``end``."""
        return self._room[max(0, start - self.first) : max(0, min(end, self.end) - self.first)].copy()

    def keep(self, seconds: float) -> None:
        """Forget what is older, once it is more than a second."""
        over = self._used - round(seconds * RATE)
        if over > RATE:
            kept = self._room[over : self._used]
            self._room = np.concatenate([kept, np.zeros(_ROOM, np.float32)])
            self._used -= over
            self.first += over
