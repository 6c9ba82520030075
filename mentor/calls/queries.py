"""Reads of calls of the company in scope."""

from __future__ import annotations

from django.db.models import QuerySet

from .models import AttentionItem, Call


def every_call() -> QuerySet[Call]:
    """All calls; pages narrow them down."""
    return Call.objects.all()


def open_attention(call: Call) -> list[AttentionItem]:
    """What about this call still needs a person, oldest first."""
    return list(AttentionItem.objects.filter(call=call, resolved_at=None).order_by("created_at"))
