"""Reads of what CRMs told, for pages of other rooms."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from .models import Record


def records_of(client_ids: Sequence[int]) -> QuerySet[Record]:
    """Cards of the clients, and of those merged into them, that still stand in the CRM; newest first."""
    ids = list(client_ids)
    theirs = Q(client__in=ids) | Q(client__merged_into__in=ids)
    return Record.objects.filter(theirs, told__deleted=False).order_by("-told_at")


def cards_of(client_ids: Sequence[int]) -> dict[int, str]:
    """Address of the card that was told of last, by client. One query."""
    rows = records_of(client_ids).exclude(url="")
    found: dict[int, str] = {}
    for into, own, url in rows.values_list("client__merged_into_id", "client_id", "url"):
        found.setdefault(into or own or 0, url)
    return found
