"""How the flow of calls stands: how fresh the data are, what waits, what needs a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from .models import AttentionItem, CallState
from .queries import real_calls

QUEUED = (CallState.FETCHING, CallState.PROCESSING)


@dataclass(frozen=True, slots=True)
class Standing:
    """``waiting`` calls are on their way; ``without_model`` wait until the recogniser's model is there."""

    last_assessed_at: datetime | None
    waiting: int
    without_model: int


def standing() -> Standing:
    """Two queries over indexes of what is newest and what is not finished."""
    last = real_calls().filter(assessed_at__isnull=False).order_by("-assessed_at").values_list("assessed_at")
    states = real_calls().filter(state__in=[*QUEUED, CallState.WAITING_MODEL]).values_list("state")
    by_state = dict(states.annotate(count=Count("id")).order_by())
    newest = last.first()
    return Standing(
        last_assessed_at=newest[0] if newest else None,
        waiting=sum(by_state.get(state, 0) for state in QUEUED),
        without_model=by_state.get(CallState.WAITING_MODEL, 0),
    )


def attention_counts() -> dict[str, int]:
    """How many things need a person, by code, the most frequent first."""
    rows = AttentionItem.objects.filter(resolved_at=None).values_list("code")
    return dict(rows.annotate(count=Count("id")).order_by("-count", "code"))
