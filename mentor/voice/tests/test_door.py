from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from mentor.voice.door import BAD_HELLO, BUSY, TAKEN, Door, Place
from mentor.voice.lanes import Lanes

from .scripted import Book, engines, settle

pytestmark = pytest.mark.unit
OURS = "https://mentor.example.ru"


class Wire:
    """One browser's end of a WebSocket, without a network."""

    def __init__(self, door: Door, origin: str = OURS) -> None:
        self.sent: list[dict[str, Any]] = []
        self._in: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._in.put_nowait({"type": "websocket.connect"})
        scope = {"type": "websocket", "path": "/", "headers": [(b"origin", origin.encode())]}
        self.served = asyncio.ensure_future(door(scope, self._in.get, self._out))

    async def _out(self, event: Any) -> None:
        self.sent.append(event)

    def say(self, **message: Any) -> None:
        self._in.put_nowait({"type": "websocket.receive", "text": json.dumps(message)})

    def send(self, text: str) -> None:
        self._in.put_nowait({"type": "websocket.receive", "text": text})

    def sound(self, data: bytes) -> None:
        self._in.put_nowait({"type": "websocket.receive", "bytes": data})

    @property
    def idle(self) -> bool:
        """Whether everything that was sent has been taken."""
        return self._in.empty()

    def drop(self) -> None:
        self._in.put_nowait({"type": "websocket.disconnect"})

    @property
    def kinds(self) -> list[str]:
        return [event["type"].removeprefix("websocket.") for event in self.sent]

    @property
    def told(self) -> list[str]:
        return [json.loads(event["text"])["type"] for event in self.sent if "text" in event]

    @property
    def closed(self) -> list[int]:
        return [event["code"] for event in self.sent if event["type"] == "websocket.close"]


@asynccontextmanager
async def door(folder: Path, book: Book | None = None, most: int = 20):
    kept = book or Book()

    def place_of(ticket: str) -> Place | None:
        if not ticket.isdigit():
            return None
        return Place(int(ticket), kept, lambda: Lanes(folder / ticket))

    made = Door(engines, place_of, frozenset({OURS}), most)
    incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    incoming.put_nowait({"type": "lifespan.startup"})
    out: list[Any] = []

    async def send(event: Any) -> None:
        out.append(event)

    living = asyncio.ensure_future(made({"type": "lifespan"}, incoming.get, send))
    while not out:
        await asyncio.sleep(0)
    yield made
    incoming.put_nowait({"type": "lifespan.shutdown"})
    await living


def test_a_page_of_another_site_is_not_let_in(tmp_path: Path):
    async def play():
        async with door(tmp_path) as made:
            wire = Wire(made, "https://evil.example")
            await wire.served
            return wire

    assert asyncio.run(play()).kinds == ["close"]


@pytest.mark.parametrize(
    "first", ['{"type": "hello", "ticket": "forged"}', "not json", "[]", '{"type": "begin"}']
)
def test_without_a_ticket_the_line_is_closed(tmp_path: Path, first: str):
    async def play():
        async with door(tmp_path) as made:
            wire = Wire(made)
            wire.send(first)
            await wire.served
            return wire

    assert asyncio.run(play()).closed[0] == BAD_HELLO


def test_a_talk_is_typed_over_the_line_and_a_dropped_line_keeps_what_was_said(tmp_path: Path):
    book = Book()

    async def play():
        async with door(tmp_path, book) as made:
            wire = Wire(made)
            wire.say(type="hello", ticket="7")
            wire.say(type="begin", heard_last=True)
            wire.say(type="typed", text="Здравствуйте")
            await settle()
            wire.drop()
            await wire.served
            return wire

    wire = asyncio.run(play())
    assert wire.told[0] == "ready"
    assert "client" in wire.told
    assert [turn.heard.text for turn in book.kept] == ["Здравствуйте"]


def test_the_last_line_to_a_talk_has_it_and_the_one_before_is_told_so(tmp_path: Path):
    async def play():
        async with door(tmp_path) as made:
            first = Wire(made)
            first.say(type="hello", ticket="7")
            await settle()
            second = Wire(made)
            second.say(type="hello", ticket="7")
            await settle()
            first.drop()
            await settle()
            second.say(type="begin", heard_last=True)
            second.say(type="typed", text="Здравствуйте")
            await settle()
            second.drop()
            await asyncio.gather(first.served, second.served)
            return first, second

    first, second = asyncio.run(play())
    assert first.closed[0] == TAKEN
    assert "client" in second.told


def test_more_talks_than_this_machine_can_hear_are_turned_away_in_words(tmp_path: Path):
    async def play():
        async with door(tmp_path, most=1) as made:
            first = Wire(made)
            first.say(type="hello", ticket="1")
            await settle()
            second = Wire(made)
            second.say(type="hello", ticket="2")
            await second.served
            first.drop()
            await first.served
            return second

    assert asyncio.run(play()).closed[0] == BUSY
