"""Everything that a CRM told is looked at by the settings of now, without asking the CRM."""

from __future__ import annotations

from mentor.core.tenancy import company_scope

from . import taking
from .models import CrmConnection, Record, RecordState

BATCH = 100


def everything(company_id: int, connection_id: int) -> None:
    """A hundred records a transaction, in the order of their ids."""
    last = 0
    while True:
        with company_scope(company_id):
            rows = Record.objects.filter(connection=connection_id, pk__gt=last).exclude(told={})
            ids = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
            _settle(connection_id, ids)
        if len(ids) < BATCH:
            return
        last = ids[-1]


def parked(connection: CrmConnection) -> int:
    """«Разобрать снова» for what was put aside; returns how much of it is taken now."""
    rows = Record.objects.filter(connection=connection, state=RecordState.PARKED)
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:500])
    _settle(connection.pk, ids)
    return Record.objects.filter(pk__in=ids, state=RecordState.TAKEN).count()


def _settle(connection_id: int, ids: list[int]) -> None:
    connection = CrmConnection.objects.get(pk=connection_id)
    for record in Record.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"):
        taking.settle(connection=connection, record=record)
