"""Reads of what CRMs told, for pages of other rooms."""

from __future__ import annotations

from collections.abc import Sequence

from .models import Record


def cards_of(client_ids: Sequence[int]) -> dict[int, str]:
    """Address of the card that was told of last, by client. One query."""
    rows = Record.objects.filter(client__in=list(client_ids), told__deleted=False).exclude(url="")
    found = rows.order_by("client_id", "-told_at").distinct("client_id").values_list("client_id", "url")
    return {client_id: url for client_id, url in found if client_id is not None}
