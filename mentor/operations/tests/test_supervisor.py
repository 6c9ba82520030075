from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path

import pytest

from mentor.operations.supervisor import Child, Supervisor

pytestmark = pytest.mark.unit
WAITER = "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(0)); signal.pause()"


def in_thread(monkeypatch: pytest.MonkeyPatch, supervisor: Supervisor) -> threading.Thread:
    """Signals can be bound in the main thread only; the test's supervisor is stopped by hand."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    return thread


def test_stop_ends_every_child(monkeypatch):
    children = [Child(name, [sys.executable, "-c", WAITER]) for name in ("a", "b")]
    supervisor = Supervisor(children, say=lambda _: None)
    thread = in_thread(monkeypatch, supervisor)
    while not all(child.process for child in children):
        thread.join(0.01)
    supervisor.stop()
    thread.join(30)
    assert [child.ended() is not None for child in children] == [True, True]


def test_a_child_that_ends_by_itself_is_started_again(monkeypatch, tmp_path: Path):
    counter = tmp_path / "starts"
    program = f"open({str(counter)!r}, 'a').write('x')"
    said: list[str] = []
    again = threading.Event()

    def look() -> None:
        if counter.exists() and len(counter.read_text()) >= 2:
            again.set()

    supervisor = Supervisor([Child("short", [sys.executable, "-c", program])], say=said.append, look=look)
    thread = in_thread(monkeypatch, supervisor)
    assert again.wait(30)
    supervisor.stop()
    thread.join(30)
    assert "short" in said[0]
