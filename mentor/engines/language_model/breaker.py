"""Leaves an endpoint alone for a while after it failed several times running, so that calls do not queue behind it."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

FAILURES, REST_S = 3, 60.0


class Breaker:
    """Counts failures of the line in a row; answers that were refused for their content are no failures of it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, failures: int = FAILURES) -> None:
        self._clock = clock
        self._lock = Lock()
        self._most, self._failures = failures, 0
        self._rests_until = 0.0

    def rests(self) -> bool:
        """Should the endpoint not be asked now."""
        with self._lock:
            return self._clock() < self._rests_until

    def failed(self) -> None:
        """The line failed once more. After a rest one failure is enough for the next one."""
        with self._lock:
            self._failures += 1
            if self._failures >= self._most:
                self._rests_until = self._clock() + REST_S

    def answered(self) -> None:
        """The endpoint is there."""
        with self._lock:
            self._failures = 0
