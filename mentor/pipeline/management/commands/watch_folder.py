"""``manage.py watch_folder``: takes in calls that are put into the watched folder, until it is stopped."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mentor.calls.folder import AT_ONCE
from mentor.pipeline.watching import WatchedAlreadyError, alone, follow, watched


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
        try:
            with alone(root):
                if options["once"]:
                    self.stdout.write(f"{watched(root, AT_ONCE).scan()}")
                else:
                    follow(root, _stopped_by_signals())
        except WatchedAlreadyError as error:
            raise CommandError(str(error)) from error


def _stopped_by_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
