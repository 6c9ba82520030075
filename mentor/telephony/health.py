"""How a connection does: last event, last call, lag, what goes wrong and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, Max, Min, QuerySet
from django.utils import timezone

from mentor.companies import queries as companies

from .models import Connection, Event, EventState, SoundState, Trace, TraceState, Trouble, Where
from .provider import Provider
from .registry import provider_of
from .rules import silence

REMEMBERED = 200
LAGS = timedelta(minutes=5)
HISTORY_LATE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Health:
    """One connection. ``lag``: how long the oldest event waits to be read; ``tone``: good, attention, bad, neutral."""

    connection: Connection
    provider: Provider
    last_event_at: datetime | None
    last_call_at: datetime | None
    lag: timedelta
    awaited: int
    missing: int
    parked: int
    troubles: tuple[Trouble, ...]
    tone: str
    state: str
    silent_since: datetime | None


def all_connections(now: datetime | None = None) -> list[Health]:
    """Every connection of the company by title; a fixed number of queries."""
    rows = list(Connection.objects.order_by("title", "id"))
    return _healths(rows, now or timezone.now())


def health_of(connection: Connection, now: datetime | None = None) -> Health:
    """One connection."""
    return _healths([connection], now or timezone.now())[0]


def _healths(rows: Sequence[Connection], now: datetime) -> list[Health]:
    ids = [row.pk for row in rows]
    events, traces = Event.objects.filter(connection__in=ids), Trace.objects.filter(connection__in=ids)
    last_event = _by(events, Max("received_at"))
    waiting = _by(events.filter(state=EventState.NEW), Min("received_at"))
    last_call = _by(traces.filter(state=TraceState.TAKEN), Max("call__started_at"))
    awaited = _by(traces.filter(sound=SoundState.AWAITED), Count("id"))
    missing = _by(traces.filter(sound=SoundState.MISSING), Count("id"))
    parked = _by(events.filter(state=EventState.PARKED), Count("id"))
    aside = _by(traces.filter(state=TraceState.PARKED), Count("id"))
    troubles = list(Trouble.objects.filter(connection__in=ids).order_by("-at"))
    found = []
    for row in rows:
        first = waiting.get(row.pk)
        lag = now - first if first else timedelta()
        own = tuple(
            each
            for each in troubles
            if each.connection_id == row.pk and _is_current(each, last_event.get(row.pk))
        )
        tone, state = _state(row, now, last_call.get(row.pk), lag, own)
        found.append(
            Health(
                connection=row,
                provider=provider_of(row.provider),
                last_event_at=last_event.get(row.pk),
                last_call_at=last_call.get(row.pk),
                lag=lag,
                awaited=awaited.get(row.pk, 0),
                missing=missing.get(row.pk, 0),
                parked=parked.get(row.pk, 0) + aside.get(row.pk, 0),
                troubles=own,
                tone=tone,
                state=state,
                silent_since=row.silent_since,
            )
        )
    return found


def _by(rows: QuerySet[Any], what: Aggregate) -> dict[int, Any]:
    """The aggregate of each connection's rows."""
    return dict(rows.values_list("connection").annotate(found=what).order_by())


def _is_current(trouble: Trouble, last_event_at: datetime | None) -> bool:
    """Refused events are news until a good one comes; the other ways clear their rows themselves."""
    return trouble.where != Where.HOOK or last_event_at is None or trouble.at > last_event_at


def _state(
    row: Connection, now: datetime, last_call_at: datetime | None, lag: timedelta, troubles: Sequence[Trouble]
) -> tuple[str, str]:
    """(tone, words), the worst first."""
    read_at = max(row.polled_at or row.created_at, row.created_at)
    states = (
        (not row.is_on, "neutral", "выключено"),
        (bool(troubles), "bad", "есть ошибки"),
        (row.silent_since is not None, "attention", "давно нет звонков"),
        (lag > LAGS, "attention", "события ждут разбора"),
        (
            row.next_poll_at is not None and now - read_at > HISTORY_LATE,
            "attention",
            "история давно не читалась",
        ),
        (last_call_at is None, "neutral", "ждём первый звонок"),
    )
    return next(((tone, words) for holds, tone, words in states if holds), ("good", "звонки идут"))


def is_silent(connection: Connection, now: datetime) -> datetime | None:
    """Since when a connection that brought calls before is silent for longer than usual; None where it is not."""
    taken = Trace.objects.filter(connection=connection, state=TraceState.TAKEN).order_by("-taken_at")
    moments = list(taken.values_list("taken_at", flat=True)[:REMEMBERED])[::-1]
    if not moments or moments[-1] is None:
        return None
    known = [each for each in moments if each is not None]
    working = companies.working_time(companies.company())
    return known[-1] if silence(known[-1], now, known, working) is not None else None
