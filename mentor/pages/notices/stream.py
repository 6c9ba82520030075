"""Live events of one process: one connection that listens to PostgreSQL, and the open pages that wait for it.

An event is a name and a member's id; a page that hears it asks for the rest through the usual doors.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import suppress

import psycopg
from django.conf import settings

from mentor.notifications import live

log = logging.getLogger(__name__)
BREATH_S = 20.0
STILL_HERE = "still-here"
LONGEST_S = 1800.0  # then the page comes again through the door, which looks at who it is
AGAIN_S = 2.0
Waiting = asyncio.Queue[str]


class Hub:
    """Hands events to the pages of their members. Belongs to one event loop."""

    def __init__(self) -> None:
        self._waiting: defaultdict[int, set[Waiting]] = defaultdict(set)
        self._listener: asyncio.Task[None] | None = None

    def join(self, member_id: int) -> Waiting:
        """A queue of the names of events for this member."""
        queue: Waiting = asyncio.Queue(maxsize=8)
        self._waiting[member_id].add(queue)
        if self._listener is None or self._listener.done():
            self._listener = asyncio.create_task(self._listen())
        return queue

    def leave(self, member_id: int, queue: Waiting) -> None:
        """With the last page the connection is given back."""
        self._waiting[member_id].discard(queue)
        if not self._waiting[member_id]:
            del self._waiting[member_id]
        if not self._waiting and self._listener is not None:
            self._listener.cancel()
            self._listener = None

    async def _listen(self) -> None:
        while True:
            try:
                await self._hear()
            except psycopg.Error as error:
                log.warning("live events are interrupted: %s", error)
            await asyncio.sleep(AGAIN_S)

    async def _hear(self) -> None:
        async with await psycopg.AsyncConnection.connect(_address(), autocommit=True) as connection:
            await connection.execute(f"LISTEN {live.CHANNEL}".encode())
            self._tell_all()  # whatever was said before, or while the connection was lost
            async for event in connection.notifies():
                found = live.parse(event.payload)
                if found is not None:
                    self._tell(*found)

    def _tell(self, name: str, member_id: int) -> None:
        for queue in self._waiting.get(member_id, ()):
            with suppress(asyncio.QueueFull):  # a page that is behind asks for everything anyway
                queue.put_nowait(name)

    def _tell_all(self) -> None:
        for member_id in list(self._waiting):
            self._tell(live.NOTICES, member_id)


def _address() -> str:
    database = settings.DATABASES["default"]
    named = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    return psycopg.conninfo.make_conninfo(
        application_name="mentor live", **{name: str(database[key]) for name, key in named.items()}
    )


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub() -> Hub:
    """The hub of the running loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        for ended in [each for each in _hubs if each.is_closed()]:
            del _hubs[ended]
        _hubs[loop] = Hub()
    return _hubs[loop]


async def events(member_id: int) -> AsyncIterator[bytes]:
    """Server-sent events of a member: an event's name, and the id as its data."""
    here = hub()
    queue = here.join(member_id)
    end = asyncio.get_running_loop().time() + LONGEST_S
    try:
        yield b"retry: 3000\n: here\n\n"
        while asyncio.get_running_loop().time() < end:
            try:
                name = await asyncio.wait_for(queue.get(), BREATH_S)
            except TimeoutError:
                # A proxy must not take the silence for an end, and a page must tell a quiet line from a dead one.
                yield f"event: {STILL_HERE}\ndata: {member_id}\n\n".encode()
            else:
                yield f"event: {name}\ndata: {member_id}\n\n".encode()
    finally:
        here.leave(member_id, queue)
