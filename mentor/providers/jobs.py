"""One waiting job of a kind: a job deferred in a transaction commits with it. Arguments are ids."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from functools import cache

from django.db import transaction
from procrastinate import App
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued


@cache
def in_transaction() -> App:
    """The queue through Django's own connection: jobs commit and roll back with the data."""
    return App(connector=DjangoConnector())


def defer_once(
    task: str, queue: str, lock: str, company_id: int, *, at: datetime | None = None, **ids: int
) -> None:
    """Unless one with this lock waits already."""
    job = in_transaction().configure_task(task, queue=queue, lock=lock, queueing_lock=lock, schedule_at=at)
    with suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(company_id=company_id, **ids)
