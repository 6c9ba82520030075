"""What runs by the clock for one company: looks that are due, messages that wait, a CRM that fell behind."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from mentor.calls import actions as calls
from mentor.calls import queries as attention
from mentor.core.tenancy import company_scope

from . import queue
from .health import is_behind
from .models import CrmConnection, Outgoing, OutgoingState

BEHIND = "crm_behind"


def look_after(company_id: int) -> None:
    """Every step in a transaction of its own."""
    now = timezone.now()
    for step in (_poll_due, _send_due, _tell_behind):
        with company_scope(company_id):
            step(company_id, now)


def _poll_due(company_id: int, now: datetime) -> None:
    due = CrmConnection.objects.filter(is_on=True, next_poll_at__lte=now)
    for connection_id in due.values_list("pk", flat=True):
        queue.defer_poll(company_id=company_id, connection_id=connection_id)


def _send_due(company_id: int, now: datetime) -> None:
    """Messages whose job was lost, or whose worker was."""
    left = Q(state=OutgoingState.WAITING, not_before__lte=now) | Q(state=OutgoingState.SENDING)
    if Outgoing.objects.filter(left).exists():
        queue.defer_send(company_id=company_id)


@transaction.atomic
def _tell_behind(company_id: int, now: datetime) -> None:  # noqa: ARG001 - one signature for every step
    """A CRM that was not read for an hour stands in «Требует внимания» until it is read again."""
    for connection in CrmConnection.objects.all():
        told = attention.attention_items(code=BEHIND).filter(details__connection=connection.pk).exists()
        if is_behind(connection, now) and not told:
            calls.need_attention(
                call=None,
                code=BEHIND,
                connection=connection.pk,
                title=connection.title,
                why=connection.troubles.order_by("-at").values_list("text", flat=True).first() or "",
            )
        elif told and not is_behind(connection, now):
            calls.settle_matching(code=BEHIND, connection=connection.pk)
