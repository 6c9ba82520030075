"""``manage.py listen_telephony``: keeps lines to exchanges open (Asterisk's manager interface), until it is stopped."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

from django.core.management.base import BaseCommand

from mentor.telephony.listening import Listeners


class Command(BaseCommand):
    help = "Listens to exchanges that tell of calls over a connection of ours."

    def handle(self, *_args: Any, **_options: Any) -> None:
        asyncio.run(_listen())


async def _listen() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await Listeners().run(stop)
