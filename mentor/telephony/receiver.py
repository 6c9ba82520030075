"""Events before Django: while one batch is being written, the next one gathers, and is written together.

A telephony that sends 200 events a second costs a few transactions a second. Nothing is answered before it is on the
disk; where the database is away, the sender hears 503 and tries again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import unquote

from django.db import close_old_connections

from .door import LATER, MOST_BYTES, Answer, Incoming, answer_all
from .provider import Hook

PREFIX = "/hooks/telephony/"
MOST_AT_ONCE = 500
GATHER_S = 0.05
"""How long a batch gathers before it is written: its transaction costs as much for one event as for ten."""
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
log = logging.getLogger(__name__)


class Receiver:
    """ASGI wrapper: takes what is sent to connections' addresses, hands on everything else."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hooks")
        self._waiting: list[tuple[Incoming, asyncio.Future[Answer]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not str(scope["path"]).startswith(PREFIX):
            await self._app(scope, receive, send)
            return
        answer = await self._answer(_incoming(scope, await _body(receive)))
        body = answer.body.encode()
        headers = [
            (b"content-type", f"{answer.content_type}; charset=utf-8".encode()),
            (b"content-length", str(len(body)).encode()),
            *((name.lower().encode(), value.encode()) for name, value in answer.headers.items()),
        ]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, asked: Incoming) -> Answer:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((asked, answer))
        if self._writing is None or self._writing.done():
            self._writing = loop.create_task(self._write())
        return await answer

    async def _write(self) -> None:
        while self._waiting:
            await asyncio.sleep(GATHER_S)
            batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            loop = asyncio.get_running_loop()
            answers = await loop.run_in_executor(self._thread, _answers, [asked for asked, _ in batch])
            for (_, future), answer in zip(batch, answers, strict=True):
                if not future.done():  # a sender that went away waits for nothing
                    future.set_result(answer)


def _answers(asked: list[Incoming]) -> list[Answer]:
    """In the writing thread. Whatever goes wrong there, nobody is told that an event was taken."""
    close_old_connections()
    try:
        return answer_all(asked)
    except Exception:
        log.exception("%s events could not be kept", len(asked))
        return [LATER] * len(asked)
    finally:
        close_old_connections()


async def _body(receive: Receive) -> bytes | None:
    """The whole body; None where it is too large (the rest of it is not kept)."""
    taken = bytearray()
    large = False
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        large = large or len(taken) + len(message.get("body", b"")) > MOST_BYTES
        if not large:
            taken += message.get("body", b"")
        if not message.get("more_body", False):
            return None if large else bytes(taken)


def _incoming(scope: Scope, body: bytes | None) -> Incoming:
    pairs = ((bytes(name), bytes(value)) for name, value in scope["headers"])
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs}
    token, _, rest = str(scope["path"])[len(PREFIX) :].partition("/")
    client = scope.get("client")
    method = str(scope["method"])
    query = bytes(scope.get("query_string", b"")).decode("latin-1").replace("\0", "")
    hook = None
    if body is not None:
        hook = Hook(method, unquote(rest), query, headers.get("content-type", ""), body, headers)
    return Incoming(token, method, hook, str(client[0]) if client else "")
