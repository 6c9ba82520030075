"""What runs by the clock for one company: looks into histories, recordings that are due, silence, old events."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from mentor.core.tenancy import company_scope

from . import clock, queue, silence, taking
from .errors import TEXTS
from .models import Connection, Event, EventState, SoundState, Trace, TraceState
from .report import Facts, Report

KEPT_EVENTS = timedelta(days=30)
NO_END_AFTER = timedelta(hours=12)
NOBODY_TOOK = timedelta(minutes=2)
LOST_JOB = timedelta(minutes=2)
AT_ONCE = 200


def look_after(company_id: int) -> None:
    """Every step in a transaction of its own: one that fails keeps no other waiting for long."""
    now = timezone.now()
    steps = (
        _poll_due,
        _renew_due,
        _read_left,
        _ask_due,
        _settle_missed,
        _park_endless,
        silence.tell,
        clock.tell,
        _forget_old,
    )
    for step in steps:
        with company_scope(company_id):
            step(company_id, now)


def _poll_due(company_id: int, now: datetime) -> None:
    due = Connection.objects.filter(is_on=True, next_poll_at__lte=now)
    for connection_id in due.values_list("pk", flat=True):
        queue.defer_poll(company_id=company_id, connection_id=connection_id)


def _renew_due(company_id: int, now: datetime) -> None:
    due = Connection.objects.filter(is_on=True, renew_at__lte=now)
    for connection_id in due.values_list("pk", flat=True):
        queue.defer_renew(company_id=company_id, connection_id=connection_id)


def _read_left(company_id: int, now: datetime) -> None:
    """Events whose job was lost."""
    left = Event.objects.filter(state=EventState.NEW, received_at__lt=now - LOST_JOB)
    for connection_id in left.values_list("connection", flat=True).distinct().order_by():
        queue.defer_handle(company_id=company_id, connection_id=connection_id)


def _ask_due(company_id: int, now: datetime) -> None:
    """Recordings whose job was lost."""
    due = Trace.objects.filter(sound=SoundState.AWAITED, sound_at__lt=now - LOST_JOB)
    for trace_id in due.values_list("pk", flat=True)[:AT_ONCE]:
        queue.defer_sound(company_id=company_id, trace_id=trace_id)


def _settle_missed(company_id: int, now: datetime) -> None:  # noqa: ARG001 - one signature for every step
    """Calls that rang at several desks and that nobody has taken by now: each desk told of its own leg alone."""
    rang = Trace.objects.filter(state=TraceState.OPEN, facts__missed=True, created_at__lt=now - NOBODY_TOOK)
    for trace in rang.select_related("connection").order_by("id")[:AT_ONCE]:
        taking.apply(connection=trace.connection, report=Report(trace.call_key, Facts(ended=True)))


def _park_endless(company_id: int, now: datetime) -> None:  # noqa: ARG001 - one signature for every step
    """Calls of which neither an event nor the history told the end."""
    endless = Trace.objects.filter(state=TraceState.OPEN, created_at__lt=now - NO_END_AFTER)
    endless.update(state=TraceState.PARKED, reason_code="no_end", reason=TEXTS["no_end"])


def _forget_old(company_id: int, now: datetime) -> None:  # noqa: ARG001 - as above
    """Events hold phones: those that were read are kept for a month, to be looked at, and no longer."""
    old = Event.objects.filter(state=EventState.DONE, received_at__lt=now - KEPT_EVENTS)
    ids = list(old.order_by("id").values_list("pk", flat=True)[:5000])
    Event.objects.filter(pk__in=ids).delete()
