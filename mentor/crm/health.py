"""How a connection does: last event, how far behind it is, what goes wrong and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q
from django.utils import timezone

from .models import CrmConnection, CrmTrouble, Outgoing, OutgoingState, Record, RecordState
from .provider import Provider
from .registry import provider_of

LATE = timedelta(minutes=30)
BEHIND = timedelta(hours=1)
LOST = ("grant_lost", "grant_missing")
IN_THE_BOOKS = Q(lead__isnull=False, lead__withdrawn_at=None) | Q(deal__isnull=False, told__deleted=False)
"""Records of which something stands there: a stage that means nothing is told, and counts for nothing."""


@dataclass(frozen=True, slots=True)
class Health:
    """One connection. ``lag``: since when changes of the CRM are not known; ``tone``: good, attention, bad, neutral."""

    connection: CrmConnection
    provider: Provider
    last_record_at: datetime | None
    lag: timedelta
    taken: int
    parked: int
    waiting: int
    failed: int
    troubles: tuple[CrmTrouble, ...]
    asks_log_in: bool
    logged_in: bool
    tone: str
    state: str


def all_connections(now: datetime | None = None) -> list[Health]:
    """Every connection of the company: that in use first. One company has few."""
    return [health_of(each, now) for each in CrmConnection.objects.order_by("-is_on", "title", "id")]


def health_of(connection: CrmConnection, now: datetime | None = None) -> Health:
    """A fixed number of queries."""
    moment = now or timezone.now()
    records = Record.objects.filter(connection=connection).aggregate(
        last=Max("told_at"),
        taken=Count("id", filter=Q(state=RecordState.TAKEN) & IN_THE_BOOKS),
        parked=Count("id", filter=Q(state=RecordState.PARKED)),
    )
    outgoing = Outgoing.objects.filter(connection=connection).aggregate(
        waiting=Count("id", filter=Q(state__in=[OutgoingState.WAITING, OutgoingState.SENDING])),
        failed=Count("id", filter=Q(state=OutgoingState.FAILED)),
    )
    provider = provider_of(connection.provider)
    troubles = tuple(connection.troubles.order_by("-at"))
    asks_log_in = provider.log_in_of(connection.settings) is not None
    lost = any(each.code in LOST for each in troubles)
    logged_in = not asks_log_in or (hasattr(connection, "grant") and not lost)
    lag = lag_of(connection, moment)
    tone, state = _state(connection, lag, troubles, logged_in=logged_in, parked=records["parked"])
    return Health(
        connection=connection,
        provider=provider,
        last_record_at=records["last"],
        lag=lag,
        taken=records["taken"],
        parked=records["parked"],
        waiting=outgoing["waiting"],
        failed=outgoing["failed"],
        troubles=troubles,
        asks_log_in=asks_log_in,
        logged_in=logged_in,
        tone=tone,
        state=state,
    )


def lag_of(connection: CrmConnection, now: datetime) -> timedelta:
    """How long ago the CRM was last read whole; from the mapping on, nothing is expected before it."""
    if not connection.is_on or connection.mapped_at is None:
        return timedelta()
    return now - max(connection.polled_at or connection.mapped_at, connection.mapped_at)


def is_behind(connection: CrmConnection, now: datetime) -> bool:
    """Whether somebody is to be told: figures are old by an hour or more."""
    return lag_of(connection, now) > BEHIND


def _state(
    connection: CrmConnection,
    lag: timedelta,
    troubles: tuple[CrmTrouble, ...],
    *,
    logged_in: bool,
    parked: int,
) -> tuple[str, str]:
    """(tone, words), the worst first."""
    states = (
        (not connection.is_on, "neutral", "выключена"),
        (not logged_in, "attention", "нужен вход в CRM"),
        (bool(troubles), "bad", "есть ошибки"),
        (connection.mapped_at is None, "attention", "сопоставьте стадии"),
        (lag > LATE, "attention", "давно не читалась"),
        (connection.polled_at is None, "neutral", "читается впервые"),
        (parked > 0, "attention", "часть записей отложена"),
    )
    return next(((tone, words) for holds, tone, words in states if holds), ("good", "данные идут"))
