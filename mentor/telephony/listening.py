"""Exchanges that we keep a line open to: one task a connection, begun anew with growing pauses when it breaks off.

After each log-in the history is read: what happened while nobody listened is found there.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from mentor.companies import lookup
from mentor.core.tenancy import company_scope

from . import connections, events, queue, troubles
from .errors import TelephonyError, why_cut
from .models import Connection, Where
from .provider import Account, Hook, Live
from .registry import PROVIDERS, provider_of

LOOK_S = 10.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
T = TypeVar("T")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line to keep open; ``mark`` changes with the settings."""

    company_id: int
    connection_id: int
    mark: str


class Listeners:
    """Lines of all companies: none where no company has such an exchange, and then a look costs one statement."""

    def __init__(self) -> None:
        self._tasks: dict[Wanted, asyncio.Task[None]] = {}

    async def run(self, stop: asyncio.Event) -> None:
        try:
            while not stop.is_set():
                await self.look()
                await _wait(stop, LOOK_S)
        finally:
            for task in self._tasks.values():
                task.cancel()
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def look(self) -> None:
        """Begins lines that are new or whose settings changed, ends those that are wanted no more."""
        try:
            wanted = await _apart(_wanted)
        except DatabaseError:
            log.warning("the database is away: lines stay as they are")
            return
        for gone in self._tasks.keys() - wanted:
            self._tasks.pop(gone).cancel()
        for line in wanted:
            task = self._tasks.get(line)
            if task is None or task.done():
                self._tasks[line] = asyncio.create_task(follow(line))


async def follow(line: Wanted) -> None:
    """Keeps one line open for ever."""
    pause = FIRST_PAUSE_S

    async def begun() -> None:
        nonlocal pause
        pause = FIRST_PAUSE_S
        await _apart(lambda: _note_begun(line))

    async def keep(hook: Hook) -> None:
        await _apart(lambda: _keep(line, hook))

    while True:
        try:
            live, account = await _apart(lambda: _opened(line))
            await live.listen(account, begun, keep)
        except TelephonyError as error:
            await _noted(line, error)
        except (OSError, DatabaseError) as error:
            await _noted(line, TelephonyError("line_cut", why=why_cut(error)))
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_S)


async def _apart(work: Callable[[], T]) -> T:
    """Work with the database in a thread of its own."""

    def whole() -> T:
        close_old_connections()
        try:
            return work()
        finally:
            close_old_connections()

    return await asyncio.to_thread(whole)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return


def _wanted() -> set[Wanted]:
    codes = [code for code, provider in PROVIDERS.items() if provider.live is not None]
    found = set()
    for company_id in lookup.companies_with_telephony(codes):
        with company_scope(company_id):
            for row in Connection.objects.filter(provider__in=codes, is_on=True):
                if _is_wanted(row):
                    mark = f"{sorted(row.settings.items())}{row.sealed}"
                    found.add(Wanted(company_id, row.pk, mark))
    return found


def _is_wanted(connection: Connection) -> bool:
    live = provider_of(connection.provider).live
    try:
        return live is not None and live.wanted(connections.account_of(connection))
    except TelephonyError:  # secrets that cannot be opened: the pages say so
        return False


def _opened(line: Wanted) -> tuple[Live, Account]:
    with company_scope(line.company_id):
        connection = Connection.objects.get(pk=line.connection_id)
        live = provider_of(connection.provider).live
        assert live is not None
        return live, connections.account_of(connection)


def _note_begun(line: Wanted) -> None:
    with company_scope(line.company_id):
        connection = Connection.objects.get(pk=line.connection_id)
        troubles.clear(connection=connection, where=Where.LIVE)
        Connection.objects.filter(pk=connection.pk).update(next_poll_at=timezone.now())
        queue.defer_poll(company_id=line.company_id, connection_id=connection.pk)


def _keep(line: Wanted, hook: Hook) -> None:
    with company_scope(line.company_id):
        events.keep(connection=Connection.objects.get(pk=line.connection_id), hooks=[hook])


async def _noted(line: Wanted, error: TelephonyError) -> None:
    try:
        await _apart(lambda: _note_trouble(line, error))
    except DatabaseError:
        log.warning("connection %s: %s, and the database is away", line.connection_id, error.code)


def _note_trouble(line: Wanted, error: TelephonyError) -> None:
    with company_scope(line.company_id):
        connection = Connection.objects.get(pk=line.connection_id)
        troubles.note(connection=connection, where=Where.LIVE, code=error.code, text=error.detail)
