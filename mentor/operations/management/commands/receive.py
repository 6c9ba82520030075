"""``manage.py receive``: what comes otherwise than to the pages, until it is stopped.

Files of the watched folder, and calls that exchanges tell of over lines which we keep open. Both wait most of the
time, so they share one process.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mentor.pipeline.watching import WatchedAlreadyError, alone, follow
from mentor.telephony.listening import Listeners


class Command(BaseCommand):
    help = (
        "Takes in files of the watched folder (MENTOR_INBOX_DIR) and listens to exchanges (Asterisk's AMI)."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        root: Path = settings.INBOX_DIR
        try:
            with alone(root):
                asyncio.run(_receive(root))
        except WatchedAlreadyError as error:
            raise CommandError(str(error)) from error


async def _receive(root: Path) -> None:
    """Ends when it is told to; where one half falls the other ends too, and whoever keeps us starts both anew."""
    stop, folder_stop = asyncio.Event(), threading.Event()

    def end() -> None:
        stop.set()
        folder_stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end)
    try:
        async with asyncio.TaskGroup() as halves:
            halves.create_task(Listeners().run(stop))
            halves.create_task(asyncio.to_thread(follow, root, folder_stop))
    finally:
        folder_stop.set()
