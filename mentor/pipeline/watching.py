"""The watched folder from the outside: looked through whenever something changes in it, by one process at a time."""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import close_old_connections
from watchfiles import watch

from mentor.calls.admission import installed_rules
from mentor.calls.folder import Timing

from .inbox import Inbox

LOOK_MS = 2000  # files become complete by not changing, which no event tells


class WatchedAlreadyError(Exception):
    """Another process is at work in the folder."""


def watched(root: Path, timing: Timing | None = None) -> Inbox:
    """The folder with the rules of this installation."""
    return Inbox(root, installed_rules(), time.monotonic, timing or Timing())


def follow(root: Path, stop: threading.Event) -> None:
    """Takes in what lies there and what comes, until ``stop``."""
    inbox = watched(root)
    inbox.scan()
    changes = watch(
        root,
        stop_event=stop,
        rust_timeout=LOOK_MS,
        yield_on_timeout=True,
        raise_interrupt=False,
        ignore_permission_denied=True,
    )
    for _ in changes:
        close_old_connections()
        inbox.scan()


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Two watchers would move files from under each other. Raises ``WatchedAlreadyError``."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".watch.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WatchedAlreadyError(f"another process is already at work in {root}") from None
        yield
