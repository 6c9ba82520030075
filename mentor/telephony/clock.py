"""A telephony's clock that is wrong: seen by when calls are told of, and told in words until it is right again."""

from __future__ import annotations

from datetime import datetime, timedelta

from . import troubles
from .errors import TEXTS
from .models import Connection, Event, Trace, TraceState, Where
from .report import Facts
from .rules import behind

LOOKED_AT = 30  # events, of which each call has few


def tell(company_id: int, now: datetime) -> None:  # noqa: ARG001 - one signature for every step that looks after
    """Notes or clears the trouble of every connection in use."""
    for connection in Connection.objects.filter(is_on=True):
        ahead = _ahead(connection)
        code, off = ("clock_ahead", ahead) if ahead else ("clock_behind", behind(_lags(connection)))
        if off:
            text = TEXTS[code].format(minutes=round(off.total_seconds() / 60))
            troubles.note(connection=connection, where=Where.CLOCK, code=code, text=text)
        else:
            troubles.clear(connection=connection, where=Where.CLOCK)


def _ahead(connection: Connection) -> timedelta:
    """By how much the newest call was put aside as one of the future; zero once another is taken after it."""
    traces = Trace.objects.filter(connection=connection)
    aside = traces.filter(state=TraceState.PARKED, reason_code="clock").order_by("-created_at").first()
    if aside is None or traces.filter(state=TraceState.TAKEN, taken_at__gt=aside.created_at).exists():
        return timedelta()
    ended = _ended(aside)
    return max(ended - aside.created_at, timedelta()) if ended else timedelta()


def _lags(connection: Connection) -> list[timedelta]:
    """How long after their end the last calls were first told of by events, the newest first."""
    events = Event.objects.filter(connection=connection, trace__state=TraceState.TAKEN).select_related(
        "trace"
    )
    first_told: dict[Trace, datetime] = {}
    for event in events.defer("body").order_by("-received_at", "-id")[:LOOKED_AT]:
        assert event.trace is not None
        first_told[event.trace] = event.received_at
    ends = {trace: _ended(trace) for trace in first_told}
    return [told - end for trace, told in first_told.items() if (end := ends[trace]) is not None]


def _ended(trace: Trace) -> datetime | None:
    """By the telephony's clock."""
    facts = Facts.from_json(trace.facts)
    return facts.started_at + timedelta(seconds=facts.duration_s or 0) if facts.started_at else None
