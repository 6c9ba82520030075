"""Keeps the processes of one machine running: starts them, restarts the fallen, ends all of them together."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

STOP_SECONDS = 25.0
LOOK_SECONDS = 0.5
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0


@dataclass
class Child:
    """One process that must run. ``failures`` counts quick ends in a row and sets the pause before the next start."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    start_after: float = field(default=0.0)

    def start(self) -> None:
        # A session of its own: Ctrl-C in the terminal reaches the supervisor alone, which ends children in order.
        self.process = subprocess.Popen(self.command, start_new_session=True)
        self.started_at = time.monotonic()

    def ended(self) -> int | None:
        return self.process.poll() if self.process else None


class Supervisor:
    """``run`` returns when ``stop`` was called or a signal came, with every child ended.

    ``look`` is called twice a second between: for what is not a child and must run too.
    """

    def __init__(
        self,
        children: Sequence[Child],
        *,
        say: Callable[[str], None],
        look: Callable[[], None] | None = None,
    ) -> None:
        self.children = list(children)
        self.say = say
        self.look = look
        self._stopping = threading.Event()

    def stop(self, *_signal: object) -> None:
        self._stopping.set()

    def stopping(self, within: float) -> bool:
        """Whether the end was asked for, waiting for it up to ``within`` seconds."""
        return self._stopping.wait(within)

    def run(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.stop)
        try:
            for child in self.children:
                if child.process is None:
                    child.start()
            while not self._stopping.wait(LOOK_SECONDS):
                if self.look is not None:
                    self.look()
                for child in self.children:
                    self._look_after(child)
        finally:
            self.end_all()

    def _look_after(self, child: Child) -> None:
        code = child.ended()
        now = time.monotonic()
        if child.process is not None and code is not None:
            steady = now - child.started_at > STEADY_SECONDS
            child.failures = 0 if steady else child.failures + 1
            pause = min(LONGEST_PAUSE, 0.5 * 2 ** min(child.failures, 6))
            child.start_after = now + pause
            child.process = None
            # A worker ends with 0 when the database went away: any end that we did not ask for is a fall.
            self.say(f"{child.name}: процесс завершился (код {code}), запускаю снова через {pause:.0f} с")
        elif child.process is None and now >= child.start_after:
            child.start()

    def end_all(self) -> None:
        """SIGTERM to all, then SIGKILL to whoever has not ended in time."""
        alive = [child for child in self.children if child.process and child.process.poll() is None]
        for child in alive:
            _signal(child, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in alive:
            assert child.process is not None
            try:
                child.process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal(child, signal.SIGKILL)
                child.process.wait()


def _signal(child: Child, number: signal.Signals) -> None:
    """To the child's whole session: web servers have processes of their own."""
    assert child.process is not None
    try:
        os.killpg(child.process.pid, number)
    except ProcessLookupError:
        return
