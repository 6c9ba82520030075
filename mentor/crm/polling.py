"""The CRM is asked again and again what changed since a moment; events only make that sooner.

The cursor moves only when everything was read, and only to the moment when reading began, so whatever changes
meanwhile is read next time. Every look begins some minutes before it: a CRM's lists lag behind its cards.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.utils import timezone

from mentor.core.problems import Problem
from mentor.core.tenancy import company_scope
from mentor.providers import troubles
from mentor.providers.pauses import pause_after

from . import calls, connections, sweeping, taking
from .errors import CrmError, ProviderError
from .models import CrmConnection, Where
from .provider import Account, Provider
from .registry import provider_of
from .told import CrmCall, Told

log = logging.getLogger(__name__)
BATCH = 50
T = TypeVar("T")


def poll(company_id: int, connection_id: int) -> None:
    """One look; what it told is taken in piece by piece, the cursor is moved last."""
    with company_scope(company_id):
        begun = _begin(connection_id)
    if begun is None:
        return
    provider, account, since, takes_calls = begun
    now, look_from = timezone.now(), since - provider.overlap
    where = Where.HISTORY
    try:
        _read(company_id, connection_id, provider.changes(account, look_from), _take)
        if takes_calls:
            where = Where.CALLS
            _read(company_id, connection_id, provider.calls(account, look_from), _take_call)
    except ProviderError as error:
        with company_scope(company_id):
            _note_trouble(connection_id, where, error)
        return
    with company_scope(company_id):
        _finish(connection_id, provider, since, now)
    sweeping.sweep(company_id, connection_id, provider, account)


def _begin(connection_id: int) -> tuple[Provider, Account, datetime, bool] | None:
    connection = CrmConnection.objects.select_related("company").filter(pk=connection_id, is_on=True).first()
    if connection is None or connection.mapped_at is None:
        return None
    try:
        account = connections.account_of(connection)
    except CrmError as error:
        _note_trouble(connection_id, Where.HISTORY, error)
        return None
    return (
        provider_of(connection.provider),
        account,
        connection.history_until,
        connection.takes_calls,
    )


def _read(
    company_id: int, connection_id: int, found: Iterable[T], take: Callable[[CrmConnection, T], None]
) -> None:
    for batch in _batches(found):
        with company_scope(company_id):
            connection = CrmConnection.objects.get(pk=connection_id)
            for each in batch:
                take(connection, each)


def _batches(found: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(found)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _take(connection: CrmConnection, told: Told) -> None:
    taking.apply(connection=connection, told=told)


def _take_call(connection: CrmConnection, call: CrmCall) -> None:
    try:
        calls.take(connection=connection, call=call, since=connection.created_at)
    except Problem as refusal:
        log.warning("connection %s: a call was refused: %s", connection.pk, refusal.code)
        text = f"Звонок {call.key} не принят: {refusal.detail}"
        troubles.note(connection=connection, where=Where.CALLS, code=refusal.code, text=text)


def _note_trouble(connection_id: int, where: str, error: ProviderError) -> None:
    connection = CrmConnection.objects.get(pk=connection_id)
    connection.next_poll_at = timezone.now() + pause_after(error)
    connection.save(update_fields=["next_poll_at"])
    if error.code != "busy":
        troubles.note(connection=connection, where=where, code=error.code, text=error.detail)


def _finish(connection_id: int, provider: Provider, since: datetime, read_until: datetime) -> None:
    """The cursor moves from where this look began; one that was set back meanwhile stays for the next look."""
    connection = CrmConnection.objects.select_for_update(of=("self",)).get(pk=connection_id)
    if connection.history_until == since:
        connection.history_until = max(since, read_until)
    connection.polled_at = timezone.now()
    connection.next_poll_at = connection.polled_at + provider.poll_every
    connection.save(update_fields=["history_until", "polled_at", "next_poll_at"])
    troubles.clear(connection=connection, where=Where.HISTORY)
