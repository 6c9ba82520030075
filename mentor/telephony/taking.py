"""From what a telephony told to a call of ours: merged, taken in once, put aside with the reason where it cannot be."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from mentor.calls.intake import NewCall
from mentor.calls.models import CallState
from mentor.core.problems import Problem
from mentor.core.tenancy import current_company_id
from mentor.pipeline.actions import take_in

from . import queue
from .errors import problem
from .models import Connection, SoundState, Trace, TraceState
from .registry import provider_of
from .report import Facts, Report, merged
from .rules import CLOCK_SKEW


@transaction.atomic
def apply(*, connection: Connection, report: Report) -> Trace:
    """Add a piece to what is known of its call; take the call in once it has ended. Safe to repeat, in any order."""
    trace = _trace(connection, report.key)
    known = Facts.from_json(trace.facts)
    # what was put aside is told anew once its cause is mended: then the news hold
    aside = trace.state == TraceState.PARKED
    facts = merged(report.facts, known) if aside else merged(known, report.facts)
    changed = facts != known
    if changed:
        trace.facts = facts.as_json()
    if facts.ended and (trace.state == TraceState.OPEN or (trace.state == TraceState.PARKED and changed)):
        take(trace=trace, connection=connection, now=timezone.now())
        return trace
    if changed:
        trace.save(update_fields=["facts"])
    if trace.state == TraceState.TAKEN and changed:
        _expect_sound(trace, facts)
    return trace


def _trace(connection: Connection, key: str) -> Trace:
    """What is known of the call, locked: two statements, whether it is there or not and whoever else makes it."""
    Trace.objects.bulk_create([Trace(connection=connection, call_key=key)], ignore_conflicts=True)
    trace = Trace.objects.select_for_update().get(connection=connection, call_key=key)
    trace.connection = connection
    return trace


def take(*, trace: Trace, connection: Connection, now: datetime) -> None:
    """Take a call in; what cannot be taken is put aside with the reason, its facts are kept."""
    facts = Facts.from_json(trace.facts)
    try:
        trace.call = take_in(new=new_call(connection.source, trace.call_key, facts, now=now)).call
    except Problem as refusal:
        trace.state, trace.reason_code, trace.reason = TraceState.PARKED, refusal.code, refusal.detail
        trace.save(update_fields=["facts", "state", "reason_code", "reason"])
        return
    trace.state, trace.reason_code, trace.reason, trace.taken_at = TraceState.TAKEN, "", "", now
    trace.save(update_fields=["facts", "call", "state", "reason_code", "reason", "taken_at"])
    _expect_sound(trace, facts)


def new_call(source: str, key: str, facts: Facts, *, now: datetime) -> NewCall:
    """The call at the door. Raises ``Problem`` for what the product cannot keep."""
    if facts.started_at is None:
        raise problem("no_start")
    if facts.direction is None:
        raise problem("no_direction")
    ahead = facts.started_at + timedelta(seconds=facts.duration_s or 0) - now
    if ahead > CLOCK_SKEW:
        raise problem("clock", minutes=round(ahead.total_seconds() / 60))
    missed = facts.missed if facts.missed is not None else not facts.duration_s and not facts.recorded
    return NewCall(
        source=source,
        source_call_id=key,
        direction=facts.direction,
        started_at=facts.started_at,
        duration_s=facts.duration_s or 0.0,
        manager_extension=facts.manager or "",
        manager_email="" if facts.manager else facts.manager_email or "",
        client_phone=facts.client_phone or "",
        client_name=facts.client_name or "",
        missed=missed,
        recording_awaited=not missed and facts.recorded is not False,
    )


def _expect_sound(trace: Trace, facts: Facts) -> None:
    """Ask for the recording now where it is known, a little later where the telephony has yet to tell of it."""
    call = trace.call
    if call is None or trace.sound == SoundState.HERE or call.recording_id is not None:
        return
    came_late = trace.sound == SoundState.MISSING and facts.recording
    waits = trace.sound == SoundState.NONE and call.state == CallState.FETCHING
    known_now = trace.sound == SoundState.AWAITED and facts.recording
    if not (came_late or waits or known_now):
        return
    now = timezone.now()
    trace.sound, trace.sound_error = SoundState.AWAITED, ""
    settle = settle_of(trace.connection)
    trace.sound_at = now + (settle if facts.recording else timedelta(minutes=2))
    trace.sound_tries = 0
    trace.save(update_fields=["sound", "sound_error", "sound_at", "sound_tries"])
    queue.defer_sound(
        company_id=current_company_id(),
        trace_id=trace.pk,
        at=None if facts.recording and not settle else trace.sound_at,
    )


def settle_of(connection: Connection) -> timedelta:
    """How long to wait for further parts once one is known."""
    return provider_of(connection.provider).settle


@transaction.atomic
def take_again(*, trace: Trace) -> bool:
    """«Разобрать снова» for a call that was put aside; whether it is taken now."""
    locked = Trace.objects.select_for_update(of=("self",)).select_related("connection").get(pk=trace.pk)
    if locked.state == TraceState.PARKED:
        take(trace=locked, connection=locked.connection, now=timezone.now())
    return locked.state == TraceState.TAKEN
