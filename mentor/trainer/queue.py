"""The trainer's jobs: ids only, committed or rolled back with what was changed."""

from __future__ import annotations

from contextlib import suppress
from functools import cache

from django.db import transaction
from procrastinate import App
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued

from mentor.core.tenancy import current_company_id

GRADE_TASK = "trainer.grade"
MAKE_TASK = "trainer.make_scenarios"
QUEUE = "calls"
# A manager waits for the grade of a rehearsal; scenarios wait for everybody.
GRADE_PRIORITY, MAKE_PRIORITY = 20, -20


@cache
def _in_transaction() -> App:
    """The queue through Django's own connection, so that a job commits with the data."""
    return App(connector=DjangoConnector())


def defer_grade(*, talk_id: int) -> None:
    """Grade a talk that has ended."""
    task = _in_transaction().configure_task(
        GRADE_TASK, queue=QUEUE, lock=f"talk:{talk_id}", priority=GRADE_PRIORITY
    )
    task.defer(company_id=current_company_id(), talk_id=talk_id)


def defer_make() -> None:
    """Make or renew the company's scenarios, unless that waits to be done already."""
    company_id = current_company_id()
    task = _in_transaction().configure_task(
        MAKE_TASK,
        queue=QUEUE,
        lock=f"scenarios:{company_id}",
        queueing_lock=f"scenarios:{company_id}",
        priority=MAKE_PRIORITY,
    )
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.defer(company_id=company_id)
