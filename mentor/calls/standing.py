"""How the flow of calls stands: how fresh the data are, what waits, what needs a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import cast

from django.db.models import Count

from mentor.core.reads import Read, Rows

from .models import AttentionItem, CallState
from .queries import real_calls

QUEUED = (CallState.FETCHING, CallState.PROCESSING)


@dataclass(frozen=True, slots=True)
class Standing:
    """``waiting`` calls are on their way; ``without_model`` wait until the recogniser's model is there."""

    last_assessed_at: datetime | None
    waiting: int
    without_model: int


def standing() -> tuple[Read[datetime | None], Read[dict[str, int]]]:
    """Two reads over indexes, for ``standing_of``: of what is newest and of what is not finished."""
    return _newest(), _unfinished()


def standing_of(newest: datetime | None, unfinished: dict[str, int]) -> Standing:
    """``unfinished``: calls by state."""
    return Standing(
        last_assessed_at=newest,
        waiting=sum(unfinished.get(state, 0) for state in QUEUED),
        without_model=unfinished.get(CallState.WAITING_MODEL, 0),
    )


def attention_counts() -> dict[str, int]:
    """How many things need a person, by code, the most frequent first. One query."""
    return attention().now()


@cache
def attention() -> Read[dict[str, int]]:
    """The same as a read."""
    rows = AttentionItem.objects.filter(resolved_at=None).values_list("code")
    return Read.of(rows.annotate(count=Count("id")).order_by("-count", "code"), _counts)


@cache
def _newest() -> Read[datetime | None]:
    rows = real_calls().filter(assessed_at__isnull=False).order_by("-assessed_at")
    return Read.of(rows.values_list("assessed_at")[:1], _moment)


@cache
def _unfinished() -> Read[dict[str, int]]:
    rows = real_calls().filter(state__in=[*QUEUED, CallState.WAITING_MODEL]).values_list("state")
    return Read.of(rows.annotate(count=Count("id")).order_by(), _counts)


def _counts(rows: Rows) -> dict[str, int]:
    return dict(cast(list[tuple[str, int]], rows))


def _moment(rows: Rows) -> datetime | None:
    return datetime.fromisoformat(rows[0][0]) if rows else None
