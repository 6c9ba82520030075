"""The provider's own history, read again and again from a cursor: what no event told is found here.

The cursor moves only over what was read whole, so an outage of any length is caught up with, a day at a time. Every
look begins some hours before it: a call stands in a history when it has ended, under the time when it began.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.utils import timezone

from mentor.core.problems import Problem
from mentor.core.tenancy import company_scope
from mentor.providers.pauses import pause_after

from . import connections, queue, taking, troubles
from .errors import TelephonyError
from .models import Connection, Trace, TraceState, Where
from .provider import Account, Provider
from .registry import provider_of
from .report import Report

log = logging.getLogger(__name__)
LONGEST_LOOK = timedelta(days=1)
BATCH = 50


def poll(company_id: int, connection_id: int) -> None:
    """One look into the history; what it told is taken in piece by piece, the cursor is moved last."""
    with company_scope(company_id):
        begun = _begin(connection_id)
    if begun is None:
        return
    provider, account, known_until = begun
    until = min(timezone.now(), known_until + LONGEST_LOOK)
    try:
        assert provider.history is not None
        found = provider.history(account, known_until - provider.overlap, until)
        for batch in _batches(found):
            with company_scope(company_id):
                _take(connection_id, batch)
    except TelephonyError as error:
        with company_scope(company_id):
            _note_trouble(connection_id, error)
        return
    with company_scope(company_id):
        _finish(company_id, connection_id, provider, until)


def _begin(connection_id: int) -> tuple[Provider, Account, datetime] | None:
    connection = Connection.objects.filter(pk=connection_id, is_on=True).first()
    if connection is None:
        return None
    provider = provider_of(connection.provider)
    if provider.history is None:
        return None
    try:
        return provider, connections.account_of(connection), connection.history_until
    except TelephonyError as error:
        _note_trouble(connection_id, error)
        return None


def _batches(reports: Iterable[Report]) -> Iterator[list[Report]]:
    rest = iter(reports)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _take(connection_id: int, reports: list[Report]) -> None:
    connection = Connection.objects.get(pk=connection_id)
    for report in reports:
        try:
            if report.refused is not None:
                raise report.refused
            taking.apply(connection=connection, report=report)
        except Problem as refusal:
            log.warning("connection %s: a call of the history was refused: %s", connection_id, refusal.code)
            park(connection=connection, key=report.key, code=refusal.code, reason=refusal.detail)


def park(*, connection: Connection, key: str, code: str, reason: str) -> None:
    """A call of which nothing can be made stands aside with the reason."""
    Trace.objects.get_or_create(
        connection=connection,
        call_key=key[:200],
        defaults={"state": TraceState.PARKED, "reason_code": code, "reason": reason},
    )


def _note_trouble(connection_id: int, error: TelephonyError) -> None:
    connection = Connection.objects.get(pk=connection_id)
    connection.next_poll_at = timezone.now() + pause_after(error)
    connection.save(update_fields=["next_poll_at"])
    if error.code != "busy":
        troubles.note(connection=connection, where=Where.HISTORY, code=error.code, text=error.detail)


def _finish(company_id: int, connection_id: int, provider: Provider, until: datetime) -> None:
    connection = Connection.objects.select_for_update().get(pk=connection_id)
    now = timezone.now()
    behind = now - until > provider.poll_every
    connection.history_until = max(connection.history_until, until)
    connection.polled_at = now
    connection.next_poll_at = now if behind else now + provider.poll_every
    connection.save(update_fields=["history_until", "polled_at", "next_poll_at"])
    troubles.clear(connection=connection, where=Where.HISTORY)
    if behind:  # after an outage the days are read one after the other, with no pause between
        queue.defer_poll(company_id=company_id, connection_id=connection_id)
