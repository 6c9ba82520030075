"""One call by its id, for machines."""

from __future__ import annotations

from .models import AttentionItem, Call


def find_call(call_id: int) -> Call | None:
    """A call of the company in scope, with its effective result where there is one."""
    return Call.objects.select_related("result", "manager", "client").filter(pk=call_id).first()


def open_attention(call: Call) -> list[AttentionItem]:
    """What about the call needs a person, oldest first."""
    return list(call.attention.filter(resolved_at=None).order_by("created_at", "id"))
