"""One answer of the client: sentences as they come, their sound, and how much of it was heard."""

from __future__ import annotations

import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from mentor.engines.voice_activity.live import RATE

from .draft import Voiced, next_piece, voiced
from .engines import Engines
from .sound import Samples, to_wire

Message = dict[str, object]
_HEAD = struct.Struct("<HH")  # reply, part
_CHUNK = (
    RATE // 4
)  # a quarter of a second: the first sound does not wait for a whole sentence to cross the line


class Line(Protocol):
    """The way to the browser."""

    async def tell(self, message: Message) -> None: ...

    async def sound(self, data: bytes) -> None: ...


@dataclass(slots=True)
class Reply:
    """``number`` counts the client's replies of this connection. Stopped by ``stop``: what is left is never sent."""

    number: int
    line: Line
    engines: Engines
    voice: str | None
    place: Callable[[Samples], float]
    first_sound: Callable[[], Awaitable[None]]
    again: bool = False  # said before: the words are on the page
    stopped: bool = False
    seconds: float = 0.0
    started: float | None = None
    text: list[str] = field(default_factory=list)

    async def say(self, sentence: str) -> None:
        """A sentence: its words at once, its sound piece by piece."""
        await self._tell(sentence)
        if not self.stopped:
            await self._sound(await self.engines.run(voiced, self.engines, sentence, self.voice))

    async def say_voiced(self, begun: Voiced) -> None:
        """A sentence whose sound has begun."""
        await self._tell(begun.sentence)
        await self._sound(begun)

    async def _tell(self, sentence: str) -> None:
        self.text.append(sentence)
        await self.line.tell({"type": "client", "reply": self.number, "text": sentence, "again": self.again})

    async def _sound(self, begun: Voiced) -> None:
        samples = begun.first
        while samples is not None and not self.stopped:
            await self._send(samples)
            samples = await self.engines.run(next_piece, begun.pieces)

    def stop(self) -> None:
        """The manager speaks over it."""
        self.stopped = True

    def heard(self, at: float) -> float:
        """The share (0–1) that had sounded at second ``at`` of the lane."""
        if self.started is None or not self.seconds:
            return 0.0
        return min(1.0, max(0.0, (at - self.started) / self.seconds))

    async def _send(self, samples: Samples) -> None:
        at = self.place(samples)
        if self.started is None:
            self.started = at
            await self.first_sound()
        self.seconds += len(samples) / RATE
        head = _HEAD.pack(self.number, len(self.text))
        for start in range(0, len(samples), _CHUNK):
            if self.stopped:
                return
            await self.line.sound(head + to_wire(samples[start : start + _CHUNK]))
