"""Reads of calls of the company in scope."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from .models import TRAINER, AttentionItem, Call, Purpose


def every_call() -> QuerySet[Call]:
    """All calls, for pages to narrow down; without the transcript as it came, which no page shows."""
    return Call.objects.defer("supplied_transcript")


def real_calls() -> QuerySet[Call]:
    """The calls of the company with its clients: a rehearsal is kept as a call too, but nobody called."""
    return every_call().exclude(source=TRAINER, purpose=Purpose.TRAINING)


def open_attention(call: Call) -> list[AttentionItem]:
    """What about this call still needs a person, oldest first."""
    return list(AttentionItem.objects.filter(call=call, resolved_at=None).order_by("created_at"))


def attention_items(*, resolved: bool = False, code: str = "") -> QuerySet[AttentionItem]:
    """What needs (or needed) a person, with its call; the page orders it by key."""
    rows = AttentionItem.objects.filter(resolved_at__isnull=not resolved).select_related(
        "call__manager", "call__client"
    )
    return rows.filter(code=code) if code else rows


def attention_item(item_id: int) -> AttentionItem | None:
    return AttentionItem.objects.select_related("call").filter(pk=item_id).first()


def was_told(*, call: Call, code: str) -> bool:
    """Whether this ever stood in «требует внимания», open or settled."""
    return AttentionItem.objects.filter(call=call, code=code).exists()


def last_call_at() -> datetime | None:
    """When the newest call began; a step of an index, and one more for each rehearsal since."""
    return real_calls().order_by("-started_at").values_list("started_at", flat=True).first()


def deal_ids(client_ids: Sequence[int]) -> dict[int, str]:
    """The deal that each client's newest call with one named, by client id. One query."""
    rows = Call.objects.filter(client_id__in=list(client_ids)).exclude(deal_external_id="")
    return dict(rows.order_by("started_at").values_list("client_id", "deal_external_id"))
