"""The way in: a WebSocket that only our own pages may open, with a ticket to one talk.

Text frames are JSON. From the browser: ``{"type": "hello", "ticket"}`` first, then ``begin`` (``heard_last``),
``typed`` (``text``), ``hang_up``; binary frames are the microphone. To the browser: ``ready``, ``trial``, ``hearing``,
``manager``, ``client``, ``sounds``, ``stop``, ``over``, ``trouble``, ``taken``; binary frames are two 16-bit numbers
(reply, part) and sound. Sound is 16-bit little-endian, mono, 16 kHz both ways.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from .desk import Desk, GoneError
from .engines import Engines
from .lanes import Lanes
from .reply import Message
from .talk import Talk

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
_log = logging.getLogger(__name__)
HELLO_S = 10.0
SWEEP_S = 600.0
MOST_SECONDS = 3600.0  # of one talk's recording
# Codes of our own (4000–4999): why the line was closed.
BAD_HELLO, GONE, TAKEN, BUSY, TOO_LONG = 4400, 4404, 4409, 4429, 4413


@dataclass(frozen=True, slots=True)
class Place:
    """What a ticket opens."""

    talk: int
    desk: Desk
    lanes: Callable[[], Lanes]


class _Closed(Exception):  # noqa: N818 - control flow, not an error
    """The browser went away."""


@dataclass(eq=False, slots=True)
class _Connection:
    receive: Receive
    send: Send
    over: asyncio.Event = field(default_factory=asyncio.Event)
    _gone: bool = False

    async def tell(self, message: Message) -> None:
        await self._pass({"type": "websocket.send", "text": json.dumps(message, ensure_ascii=False)})

    async def sound(self, data: bytes) -> None:
        await self._pass({"type": "websocket.send", "bytes": data})

    async def close(self, code: int) -> None:
        if not self._gone:
            self._gone = True
            with suppress(Exception):  # the line may be broken in any way a server library knows
                await self.send({"type": "websocket.close", "code": code})

    async def next(self) -> bytes | dict[str, Any]:
        """A microphone's frame or a message; raises ``_Closed``, ``ValueError``."""
        event = await self.receive()
        if event["type"] == "websocket.disconnect":
            self._gone = True
            raise _Closed
        data = event.get("bytes")
        if data is not None:
            return bytes(data)
        message = json.loads(event.get("text") or "")
        if not isinstance(message, dict):
            raise ValueError("a message is an object")  # noqa: TRY004 - what came is bad, not our call
        return message

    async def _pass(self, event: MutableMapping[str, Any]) -> None:
        """A line that broke is no trouble of the talk: its words are kept."""
        if self._gone:
            return
        try:
            await self.send(event)
        except Exception:  # whatever a server library raises on a broken line
            self._gone = True


class Door:
    """ASGI application. ``place_of`` reads a ticket (in a thread), None where it opens nothing; ``sweep`` runs
    now and then (in a thread)."""

    def __init__(
        self,
        make_engines: Callable[[], Engines],
        place_of: Callable[[str], Place | None],
        origins: frozenset[str],
        most_talks: int = 20,
        sweep: Callable[[], None] = lambda: None,
    ) -> None:
        self._make_engines, self._place_of = make_engines, place_of
        self._origins, self._most, self._sweep = origins, most_talks, sweep
        self._building: asyncio.Future[Engines] | None = None
        self._open: dict[int, _Connection] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "lifespan":
                await self._live(receive, send)
            case "http":
                await self._tell_health(scope, send)
            case "websocket":
                await self._let_in(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        sweeping: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        while True:
            event = await receive()
            if event["type"] == "lifespan.startup":
                # In the background: networks take seconds, and the pages that start beside need the processor too.
                self._building = asyncio.get_running_loop().run_in_executor(None, self._make_engines)
                sweeping = asyncio.ensure_future(self._sweep_on())
                await send({"type": "lifespan.startup.complete"})
            else:
                sweeping.cancel()
                for connection in list(self._open.values()):
                    await connection.close(1012)
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _sweep_on(self) -> None:
        while True:
            await asyncio.get_running_loop().run_in_executor(None, self._sweep)
            await asyncio.sleep(SWEEP_S)

    async def _ready(self) -> Engines:
        assert self._building is not None, "served without a lifespan"
        return await asyncio.shield(self._building)

    async def _tell_health(self, scope: Scope, send: Send) -> None:
        here = scope["path"] == "/healthz"
        body = json.dumps({"talks": len(self._open)}).encode() if here else b""
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200 if here else 404, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = _Connection(receive, send)
        await receive()  # websocket.connect
        origin = dict(scope["headers"]).get(b"origin", b"").decode("latin-1")
        if origin not in self._origins:
            await connection.close(4403)  # before it was accepted: the browser sees 403
            return
        await send({"type": "websocket.accept"})
        try:
            place = await self._hello(connection)
            if place is not None:
                await self._serve(connection, place)
        except _Closed:
            pass
        except Exception:
            _log.exception("a connection failed")
            await connection.tell({"type": "trouble"})
        finally:
            connection.over.set()
            await connection.close(1000)

    async def _hello(self, connection: _Connection) -> Place | None:
        try:
            message = await asyncio.wait_for(connection.next(), HELLO_S)
            ticket = str(message["ticket"]) if isinstance(message, dict) else ""
        except (TimeoutError, ValueError, KeyError):
            ticket = ""
        place = await (await self._ready()).run(self._place_of, ticket) if ticket else None
        if place is None:
            await connection.close(BAD_HELLO)
        elif place.talk not in self._open and len(self._open) >= self._most:
            await connection.close(BUSY)
            return None
        return place

    async def _serve(self, connection: _Connection, place: Place) -> None:
        """One line a talk: whoever comes last has it, after the one before has let go."""
        engines = await self._ready()
        before = self._open.get(place.talk)
        self._open[place.talk] = connection
        if before is not None:
            await before.close(TAKEN)
            await before.over.wait()
        lanes = await engines.run(place.lanes)
        talk = Talk(place.desk, engines, lanes, connection)
        try:
            await talk.open()
            await self._listen(connection, talk, lanes)
        except GoneError:
            await connection.close(GONE)
        finally:
            await talk.close()
            if self._open.get(place.talk) is connection:
                del self._open[place.talk]

    async def _listen(self, connection: _Connection, talk: Talk, lanes: Lanes) -> None:
        while True:
            try:
                message = await connection.next()
            except ValueError:
                await connection.close(BAD_HELLO)
                return
            if isinstance(message, bytes):
                await talk.hear(message)
                if lanes.seconds > MOST_SECONDS:
                    await connection.close(TOO_LONG)
                    return
                continue
            match message.get("type"):
                case "begin":
                    await talk.begin(heard_last=bool(message.get("heard_last")))
                case "typed":
                    await talk.typed(str(message.get("text", "")))
                case "hang_up":
                    await talk.hang_up()
