"""Job entry points: enter the tenant, call one action."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mentor.companies import lookup
from mentor.core.tenancy import company_scope

from . import queue


@app.task(name=queue.INDEX_TASK, queue=queue.QUEUE)
def index(company_id: int, kind_id: int, source_id: int) -> None:
    """Bring the excerpts of a source up to date, batch by batch."""
    from . import indexing
    from .models import Kind

    with company_scope(company_id):
        if indexing.index(Kind(kind_id), source_id):
            queue.defer_index(Kind(kind_id), source_id)


@app.periodic(cron="*/5 * * * *", periodic_id="knowledge")
@app.task(name="knowledge.catch_up", queue="maintenance", queueing_lock="knowledge")
def catch_up(timestamp: int) -> None:
    """After an upgrade, or with another encoder: whole kinds are embedded anew, the old ones serving meanwhile."""
    from . import indexing

    for company_id in lookup.company_ids():
        with company_scope(company_id):
            for kind in indexing.behind():
                queue.defer_index(kind)
