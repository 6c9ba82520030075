"""Settling what needs a person, each step with its audit entry."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from mentor.calls import actions as calls_actions
from mentor.calls import queries as calls
from mentor.calls.models import AttentionItem
from mentor.companies.actions import audit
from mentor.companies.models import Member, User
from mentor.companies.people_actions import remember_extension
from mentor.pipeline import actions as pipeline

from .words import MANAGER_UNKNOWN

# A recount takes its time; a page must answer. The rest waits for the next click.
MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Bound:
    """How many calls found their manager, how many with the same hint wait still, whether the hint was kept."""

    count: int
    left: int
    remembered: bool


@transaction.atomic
def bind(*, item: AttentionItem, manager: Member, by: User) -> Bound:
    """Bind the item's call, keep the hint as the manager's extension, and bind other calls with the same hint."""
    call = item.call
    assert call is not None
    hint = call.manager_hint
    remembered = bool(hint) and "@" not in hint and remember_extension(member=manager, value=hint, by=by)
    same = calls.attention_items(code=MANAGER_UNKNOWN).filter(call__manager_hint=hint).exclude(pk=item.pk)
    others = list(same.order_by("-created_at")[:MOST_AT_ONCE]) if remembered else []
    for each in [item, *others]:
        if each.call is not None:
            pipeline.bind_manager(call=each.call, manager=manager)
            audit(user=by, action="call.manager_bound", subject=f"call:{each.call.pk}", manager=manager.name)
    return Bound(1 + len(others), same.count() if remembered else 0, remembered)


@transaction.atomic
def retry(*, item: AttentionItem, by: User) -> None:
    """The steps that failed start anew."""
    assert item.call is not None
    pipeline.retry(call=item.call)
    audit(user=by, action="call.retried", subject=f"call:{item.call.pk}")


@transaction.atomic
def hide(*, item: AttentionItem, by: User) -> None:
    """A person says that nothing is left to do here."""
    if item.resolved_at is None:
        calls_actions.settle_attention(item=item)
        audit(user=by, action="attention.hidden", subject=f"attention:{item.pk}", code=item.code)
