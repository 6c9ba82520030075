"""What the pages of a connection show. Bodies of events stay closed: they hold clients' phones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Max
from django.http import Http404
from django.utils import timezone

from mentor.calls import queries as calls
from mentor.core import formats
from mentor.pages.attention.words import MANAGER_UNKNOWN
from mentor.telephony.health import Health, health_of
from mentor.telephony.models import Connection, Event, EventState, SoundState, Trace, TraceState

SHOWN = 20


@dataclass(frozen=True, slots=True)
class ConnectionPage:
    """One connection with what needs a person; lists are short, the newest first."""

    health: Health
    facts: list[tuple[str, str]]
    parked_events: list[Event]
    parked_calls: list[Trace]
    lost_sounds: list[Trace]
    events: list[Event]


@dataclass(frozen=True, slots=True)
class UnknownNumber:
    """An internal number or user id that nobody has, and how many calls wait for it."""

    value: str
    count: int
    last_at: datetime


def connection_or_404(pk: int) -> Connection:
    """The connection of the company in scope."""
    found = Connection.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def connection_page(connection: Connection) -> ConnectionPage:
    """A fixed number of queries."""
    health = health_of(connection)
    events = Event.objects.filter(connection=connection).defer("body").order_by("-received_at", "-id")
    traces = Trace.objects.filter(connection=connection)
    return ConnectionPage(
        health=health,
        facts=_facts(health),
        parked_events=list(events.filter(state=EventState.PARKED)[:SHOWN]),
        parked_calls=list(traces.filter(state=TraceState.PARKED).order_by("-created_at", "-id")[:SHOWN]),
        lost_sounds=list(traces.filter(sound=SoundState.MISSING).order_by("-taken_at", "-id")[:SHOWN]),
        events=list(events[:SHOWN]),
    )


def _facts(health: Health) -> list[tuple[str, str]]:
    connection = health.connection
    rows = [
        ("Последнее событие", _when(health.last_event_at)),
        ("Последний звонок", _when(health.last_call_at)),
        ("События ждут разбора", formats.duration(health.lag.total_seconds()) if health.lag else "нет"),
        ("Ждём записей", formats.integer(health.awaited)),
    ]
    if health.provider.history is not None:
        rows.append(("История прочитана до", _when(connection.history_until)))
        rows.append(("История читалась", _when(connection.polled_at)))
    return rows


def _when(moment: datetime | None) -> str:
    if moment is None:
        return "не было"
    zone = timezone.get_current_timezone()
    assert isinstance(zone, ZoneInfo)
    return formats.moment(moment, timezone.now(), zone)


def unknown_numbers() -> list[UnknownNumber]:
    """Numbers of calls whose manager nobody knows, the most frequent first; one query."""
    rows = (
        calls.attention_items(code=MANAGER_UNKNOWN)
        .select_related(None)
        .exclude(call__manager_hint="")
        .values("call__manager_hint")
        .annotate(count=Count("id"), last_at=Max("call__started_at"))
        .order_by("-count", "call__manager_hint")
    )
    return [UnknownNumber(row["call__manager_hint"], row["count"], row["last_at"]) for row in rows[:200]]
