"""Events: kept as they came before anything is made of them, read later by a job, each by itself."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence

from django.db import DatabaseError, transaction
from django.utils import timezone

from mentor.core.problems import Problem
from mentor.core.tenancy import company_scope, current_company_id

from . import connections, queue, taking
from .errors import TEXTS, TelephonyError
from .models import Connection, Event, EventState
from .provider import Hook
from .registry import provider_of

log = logging.getLogger(__name__)
BATCH = 100
OUTCOME = ["trace", "state", "reason_code", "reason", "handled_at"]


@transaction.atomic
def keep(*, connection: Connection, hooks: Sequence[Hook]) -> int:
    """Write events and one job together; how many were not here before. The same bytes are one event."""
    made = {digest_of(hook): hook for hook in hooks}
    known = (
        Event.objects.filter(connection=connection, digest__in=list(made)) if made else Event.objects.none()
    )
    for digest in known.values_list("digest", flat=True):
        del made[digest]
    if not made:
        return 0
    rows = [
        Event(
            connection=connection,
            digest=digest,
            method=hook.method[:4],
            path=hook.path[:200],
            query=hook.query,
            content_type=hook.content_type[:200],
            body=hook.body,
        )
        for digest, hook in made.items()
    ]
    # a copy that comes at the same moment loses here, and its job finds nothing to read
    Event.objects.bulk_create(rows, ignore_conflicts=True)
    queue.defer_handle(company_id=current_company_id(), connection_id=connection.pk)
    return len(rows)


def digest_of(hook: Hook) -> str:
    """SHA-256 of what makes an event itself; headers differ from one delivery to the next."""
    parts = (hook.method.encode(), hook.path.encode(), hook.query.encode(), hook.body)
    return hashlib.sha256(b"".join(len(part).to_bytes(8, "big") + part for part in parts)).hexdigest()


def handle(company_id: int, connection_id: int) -> None:
    """Read everything of the connection that nobody has read. Other workers skip what is being read here."""
    more = True
    while more:
        with company_scope(company_id):
            more = _batch(connection_id)


def _batch(connection_id: int) -> bool:
    """One transaction's worth; whether there may be more."""
    connection = Connection.objects.filter(pk=connection_id).first()
    if connection is None:
        return False
    waiting = Event.objects.select_for_update(skip_locked=True).filter(
        connection=connection, state=EventState.NEW
    )
    events = list(waiting.order_by("id")[:BATCH])
    for event in events:
        _apply(connection, event)
    Event.objects.bulk_update(events, OUTCOME)
    return len(events) == BATCH


def read(*, connection: Connection, event: Event) -> None:
    """Apply one event; what cannot be read is put aside with the reason."""
    _apply(connection, event)
    event.save(update_fields=OUTCOME)


def _apply(connection: Connection, event: Event) -> None:
    """What becomes of the event is noted on it and not saved yet: a batch is saved in one statement."""
    try:
        account = connections.account_of(connection)
        reader = provider_of(connection.provider).reader
        reports = reader.read(account, hook_of(event)) if reader else []
        # each is applied whole or not at all; of several those before a bad one stay, and may be applied again
        traces = [taking.apply(connection=connection, report=report) for report in reports]
        event.trace = traces[-1] if traces else None
        state, code, reason = EventState.DONE, "", ""
    except DatabaseError:
        raise  # the database may be away: the job itself is run again
    except (Problem, TelephonyError) as refusal:
        state, code, reason = EventState.PARKED, refusal.code, refusal.detail
    except Exception:
        # one event that breaks us must not keep the others waiting
        log.exception("event %s of connection %s could not be read", event.pk, connection.pk)
        state, code, reason = EventState.PARKED, "internal", TEXTS["internal"]
    event.state, event.reason_code, event.reason = state, code, reason
    event.handled_at = timezone.now()


def hook_of(event: Event) -> Hook:
    """The event as it was received; headers are not kept: they carry nothing but the way here."""
    return Hook(event.method, event.path, event.query, event.content_type, bytes(event.body))


@transaction.atomic
def read_again(*, event: Event) -> bool:
    """«Разобрать снова» for an event that was put aside; whether it is read now."""
    locked = Event.objects.select_for_update(of=("self",)).select_related("connection").get(pk=event.pk)
    if locked.state == EventState.PARKED:
        read(connection=locked.connection, event=locked)
    return locked.state == EventState.DONE
