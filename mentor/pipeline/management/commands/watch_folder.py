"""``manage.py watch_folder``: takes in calls that are put into the watched folder, until it is stopped."""

from __future__ import annotations

import fcntl
import signal
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from watchfiles import watch

from mentor.calls.admission import installed_rules
from mentor.calls.folder import AT_ONCE, Timing
from mentor.pipeline.inbox import Inbox

LOOK_MS = 2000  # files become complete by not changing, which no event tells


class Command(BaseCommand):
    help = "Takes in calls from the watched folder (MENTOR_INBOX_DIR)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once",
            action="store_true",
            help="take everything that lies there as complete, answer for each file, and end",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        root: Path = settings.INBOX_DIR
        root.mkdir(parents=True, exist_ok=True)
        timing = AT_ONCE if options["once"] else Timing()
        inbox = Inbox(root, installed_rules(), time.monotonic, timing)
        with _alone(root):
            if options["once"]:
                self.stdout.write(f"{inbox.scan()}")
            else:
                _follow(inbox, root, _stopped_by_signals())


def _follow(inbox: Inbox, root: Path, stop: threading.Event) -> None:
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


def _stopped_by_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Two watchers would move files from under each other."""
    with (root / ".watch.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(f"another watch_folder is already at work in {root}") from None
        yield
