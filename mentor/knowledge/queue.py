"""The knowledge's jobs: ids only, committed or rolled back with what was changed."""

from __future__ import annotations

from functools import cache

from procrastinate import App
from procrastinate.contrib.django.django_connector import DjangoConnector

from mentor.core.tenancy import current_company_id

from .models import Kind

INDEX_TASK = "knowledge.index"
QUEUE = "calls"
PRIORITY = -5  # calls that came in go first
WHOLE_KIND = 0


@cache
def _in_transaction() -> App:
    """The queue through Django's own connection, so that a job commits with the data."""
    return App(connector=DjangoConnector())


def defer_index(kind: Kind, source_id: int = WHOLE_KIND) -> None:
    """Cut and embed what changed in one source, or in all of a kind. One company's jobs run one at a time."""
    company_id = current_company_id()
    task = _in_transaction().configure_task(
        INDEX_TASK, queue=QUEUE, lock=f"knowledge:{company_id}", priority=PRIORITY
    )
    task.defer(company_id=company_id, kind_id=int(kind), source_id=source_id)
