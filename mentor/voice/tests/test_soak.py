"""Many talks with lines that drop and a process that is killed: nothing said is lost, said twice or kept in memory."""

from __future__ import annotations

import asyncio
import gc
import random
from pathlib import Path

import numpy as np
import pytest

from mentor.engines.voice_activity.live import RATE
from mentor.voice.door import Door, Place
from mentor.voice.lanes import Lanes
from mentor.voice.sound import to_wire
from mentor.voice.talk import Talk

from .scripted import Book, engines, settle
from .test_door import OURS, Wire

LOUD, QUIET = (to_wire(np.full(RATE // 50, level, np.float32)) for level in (0.5, 0.0))
TURNS = 4


class Soak:
    """``talks`` one after another; ``chance`` decides where a line drops and where the process is killed."""

    def __init__(self, folder: Path, talks: int) -> None:
        self.folder, self.talks, self.chance = folder, talks, random.Random(7)
        self.books: dict[int, Book] = {}
        self.drops = self.kills = 0

    def place_of(self, ticket: str) -> Place:
        number = int(ticket)
        book = self.books.setdefault(number, Book())
        return Place(number, book, lambda: Lanes(self.folder / ticket))

    async def process(self) -> Door:
        """A fresh voice process, as after a kill: it knows nothing."""
        made = Door(lambda: engines(["Слово."] * 99), self.place_of, frozenset({OURS}))
        events: asyncio.Queue[dict[str, object]] = asyncio.Queue()
        events.put_nowait({"type": "lifespan.startup"})
        started = asyncio.Event()

        async def out(_event: object) -> None:
            started.set()

        self.living = asyncio.ensure_future(made({"type": "lifespan"}, events.get, out))
        await started.wait()
        return made

    async def run(self) -> None:
        door = await self.process()
        for number in range(self.talks):
            wire = self.line(door, number)
            for turn in range(TURNS):
                if turn and self.chance.random() < 0.3:
                    self.drops += 1
                    wire.drop()
                    await wire.served
                    wire = self.line(door, number)
                if turn and self.chance.random() < 0.1:
                    self.kills += 1
                    wire.served.cancel()  # no farewell, no close
                    self.living.cancel()
                    await asyncio.gather(wire.served, self.living, return_exceptions=True)
                    door = await self.process()
                    wire = self.line(door, number)
                await self.say(wire, spoken=turn % 2 == 0, text=f"Реплика {turn}")
            wire.say(type="hang_up")
            await settle()
            wire.drop()
            await wire.served
        self.living.cancel()
        await asyncio.gather(self.living, return_exceptions=True)

    def line(self, door: Door, number: int) -> Wire:
        wire = Wire(door)
        wire.say(type="hello", ticket=str(number))
        wire.say(type="begin", heard_last=True)
        return wire

    async def say(self, wire: Wire, *, spoken: bool, text: str) -> None:
        if not spoken:
            wire.say(type="typed", text=text)
        for frame in [LOUD] * 20 + [QUIET] * 20 if spoken else ():
            wire.sound(frame)
            await settle()  # as in life: between two frames there is time for everything else
        await settle()
        while not wire.idle:
            await settle()
        await settle()


def soak(folder: Path, talks: int) -> None:
    made = Soak(folder, talks)
    asyncio.run(made.run())
    assert made.drops
    for book in made.books.values():
        said = [turn.heard.text for turn in book.kept]
        assert said == ["Слово.", "Реплика 1", "Слово.", "Реплика 3"]
        assert [turn.turned.state.turn for turn in book.kept] == list(range(1, TURNS + 1))
    gc.collect()
    assert not [each for each in gc.get_objects() if isinstance(each, Talk)], (
        "talks that are over stay in memory"
    )


@pytest.mark.slow
@pytest.mark.unit
def test_a_few_talks_with_dropped_lines_lose_and_repeat_nothing(tmp_path: Path):
    soak(tmp_path, 4)


@pytest.mark.long
def test_a_hundred_talks_with_dropped_lines_and_killed_processes_lose_nothing_and_leave_nothing(
    tmp_path: Path,
):
    soak(tmp_path, 100)
