"""``manage.py worker``: run jobs until told to stop."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from mentor.core.priority import give_way
from mentor.pipeline import maintenance, queue


class Command(BaseCommand):
    help = (
        "Runs jobs of the given queues (all by default) until SIGTERM or Ctrl-C; running jobs are finished."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--queues",
            default="",
            help=f"comma-separated: {', '.join(queue.ALL)}",
        )
        parser.add_argument("--threads", type=int, default=settings.WORKER_THREADS)
        parser.add_argument(
            "--give-way", action="store_true", help="run when nothing else wants the processor"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        queues = [name for name in options["queues"].split(",") if name] or list(queue.ALL)
        if options["give_way"]:
            give_way()
        asyncio.run(_run(queues, options["threads"]))


async def _run(queues: list[str], threads: int) -> None:
    with app.replace_connector(cast(DjangoConnector, app.connector).get_worker_connector()) as worker_app:
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                queues=queues,
                concurrency=threads,
                update_heartbeat_interval=maintenance.HEARTBEAT_SECONDS,
                stalled_worker_timeout=maintenance.STALLED_GIVING_WAY_SECONDS,
                shutdown_graceful_timeout=20,
                fetch_job_polling_interval=2,
            )
