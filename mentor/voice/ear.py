"""Hears one manager: whose turn it is, when the turn is over, what was said. Tells a ``Listener``."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from mentor.engines.turn_end.words import goes_on
from mentor.engines.voice_activity.live import RATE, WINDOW_S

from .engines import Engines
from .floor import BREATH_S, PRE_ROLL_S, RESUME_WINDOWS, Event, Floor, is_over
from .sound import Samples
from .tail import Tail

Answer = TypeVar("Answer")
_KEEP_S = 1.0  # of sound while nobody speaks
_MOST_S = 120.0  # of one turn's sound; what is older is already words


@dataclass(frozen=True, slots=True)
class Turn:
    """A manager's turn; ``start`` and ``end`` in seconds of the lane, ``ms``: where the time after its end went."""

    text: str
    start: float
    end: float
    ms: dict[str, float] = field(default_factory=dict)


class Listener(Protocol):
    """Who is told. Nothing here may wait long."""

    async def manager_began(self) -> None: ...

    async def manager_may_end(self, turn: Turn) -> None:
        """Silent, with words that may end a turn; ``manager_ended`` follows with the same turn, or they go on."""
        ...

    async def manager_ended(self, turn: Turn) -> None: ...

    async def manager_was_noise(self) -> None:
        """What had begun was no words: a cough, a chair."""
        ...

    async def manager_goes_on(self, turn: Turn) -> None:
        """A long monologue: what was said so far."""
        ...

    async def both_silent(self, seconds: float) -> None: ...


_Judged = tuple[str, float | None, dict[str, float]]  # words, how sure the melody is, milliseconds by engine


@dataclass(slots=True)
class _Look:
    """One stretch being recognised and judged; ``upto``: the sample where it ends."""

    task: asyncio.Task[_Judged]
    upto: int

    @property
    def failed(self) -> BaseException | None:
        """What became of it instead; None where it is well, or still at work."""
        if not self.task.done():
            return None
        return asyncio.CancelledError() if self.task.cancelled() else self.task.exception()


class Ear:
    """One lane, from its first sample on. All methods are called from the loop."""

    def __init__(self, engines: Engines, listener: Listener) -> None:
        self._engines, self._listener = engines, listener
        self._voice = engines.activity.open()
        self.floor = Floor()
        self._sound = Tail()
        self._words: list[str] = []
        self._began_at, self._unread, self._ended_at = 0.0, 0, 0.0
        self._look: _Look | None = None
        self._murmur: asyncio.Task[None] | None = None
        self._deciding: asyncio.Task[None] | None = None  # held, so that it is not collected in mid-way

    async def hear(self, samples: Samples) -> None:
        """More sound. Raises ``EngineError`` of the detector."""
        self._sound.push(samples)
        for sure in self._voice.push(samples):
            event = self.floor.hear(sure)
            if event is not None:
                await self._on(event)
        # A turn's sound stays while it may be asked for again; silence is not kept.
        self._sound.keep(_MOST_S if self.floor.speaking else _KEEP_S)

    def close(self) -> None:
        """Drop the turn that goes on: somebody else has the floor."""
        self.floor.close()
        self._words.clear()
        for task in (self._look.task if self._look else None, self._murmur):
            if task is not None and task is not asyncio.current_task():
                task.cancel()
        self._look = self._murmur = None

    async def _on(self, event: Event) -> None:
        match event.what:
            case "began":
                self._began_at = event.at
                self._unread = max(self._sound.first, round((event.at - PRE_ROLL_S) * RATE))
                await self._listener.manager_began()
            case "paused":
                self._ended_at = event.at
                self._begin_look()
            case "resumed":
                self._resume(event.at - RESUME_WINDOWS * WINDOW_S - self._ended_at)
            case "waiting":
                await self._decide(event.silence)
            case "monologue":
                if self._murmur is None or self._murmur.done():
                    self._murmur = asyncio.ensure_future(self._report())
            case "silence":
                await self._listener.both_silent(event.silence)

    def _begin_look(self) -> None:
        upto = self._sound.end
        stretch, turn = self._sound.between(self._unread, upto), self._sound.between(0, upto)
        look = self._look = _Look(asyncio.ensure_future(self._judge(stretch, turn)), upto)
        look.task.add_done_callback(lambda _: self._looked(look))

    def _looked(self, look: _Look) -> None:
        """The decision does not wait for the next frame; an engine's error is left to it."""
        if look is self._look and look.failed is None:
            self._deciding = asyncio.ensure_future(self._decide(self.floor.silence))

    async def _judge(self, stretch: Samples, turn: Samples) -> _Judged:
        melody = asyncio.ensure_future(self._engines.run(_timed, self._engines.turn_end.finished, turn))
        try:
            text, hearing_ms = await self._engines.run(_timed, self._engines.words, stretch)
            said = self._said(text)
            if said and not goes_on(said):
                await self._listener.manager_may_end(Turn(said, self._began_at, self._ended_at))
            sure, melody_ms = await melody
        finally:
            melody.cancel()
        return text, sure, {"recognition": hearing_ms, "turn_end": melody_ms}

    def _resume(self, silence: float) -> None:
        """It was a breath: words that are known by now are kept, the rest is read with what follows."""
        look, self._look = self._look, None
        if look is None:
            return
        if silence >= BREATH_S and look.task.done() and look.failed is None:
            self._words.append(look.task.result()[0])
            self._unread = look.upto
        else:
            look.task.cancel()

    async def _decide(self, silence: float) -> None:
        look = self._look
        if look is None or not look.task.done():
            return
        text, sure, took = look.task.result()  # an engine's error ends the talk loudly, never as silence
        said = self._said(text)
        if not is_over(silence, sure, said):
            return
        ms: dict[str, float] = {"silence": round(silence * 1000), **took}
        turn = Turn(said, self._began_at, self._ended_at, ms)
        self.close()
        if turn.text:
            await self._listener.manager_ended(turn)
        else:
            await self._listener.manager_was_noise()

    async def _report(self) -> None:
        upto = self._sound.end
        text = await self._engines.run(self._engines.words, self._sound.between(self._unread, upto))
        if self.floor.speaking:
            await self._listener.manager_goes_on(Turn(self._said(text), self._began_at, upto / RATE))

    def _said(self, text: str) -> str:
        """The turn's words so far with the newest."""
        return " ".join(word for word in (*self._words, text) if word)


def _timed(work: Callable[[Samples], Answer], samples: Samples) -> tuple[Answer, float]:
    """The answer and its milliseconds."""
    began = time.perf_counter()
    return work(samples), round((time.perf_counter() - began) * 1000)
