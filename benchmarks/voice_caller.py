"""One caller of ``benchmarks voice``: a microphone and an ear at the end of a WebSocket."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from mentor.engines.voice_activity.live import RATE
from mentor.voice.sound import Samples, to_wire
from tests.installation import Installation

FRAME = RATE // 50
WAIT_S = 5.0
HEAD = 4


@dataclass
class Caller:
    """``answers`` and ``hushes`` in milliseconds; ``took`` is what the process says of each answer."""

    installation: Installation
    ticket: str
    lines: list[Samples]
    answers: list[float] = field(default_factory=list)
    hushes: list[float] = field(default_factory=list)
    took: list[dict[str, float]] = field(default_factory=list)
    missed: int = 0
    _first: dict[int, float] = field(default_factory=dict)
    _until: float = 0.0
    _stops: list[float] = field(default_factory=list)
    _over: bool = False
    _next: float = 0.0

    async def talk(self, *, after: float = 0.0, interrupt: bool = False) -> None:
        """Every line once, each after the client has ended; the third is begun over the client's words."""
        await asyncio.sleep(after)
        address = f"ws://127.0.0.1:{self.installation.talk_port}/"
        async with connect(
            address, origin=Origin(self.installation.address), max_size=None, open_timeout=120
        ) as line:
            await line.send(json.dumps({"type": "hello", "ticket": self.ticket}))
            ready = asyncio.Event()
            hearing = asyncio.ensure_future(self._hear(line, ready))
            await asyncio.wait_for(ready.wait(), 120)
            await line.send(json.dumps({"type": "begin", "heard_last": True}))
            self._next = time.perf_counter()
            await self._be_silent(line, 0.6)
            for number, sound in enumerate(self.lines):
                if self._over:
                    break
                cut_short = interrupt and number == 1
                measured = not (interrupt and number == 2)
                await self._say(line, sound, measured=measured, pause=0.02 if cut_short else 0.3)
                if not cut_short:
                    await self._listen(line)
            await line.send(json.dumps({"type": "hang_up"}))
            await self._be_silent(line, 0.2)
            hearing.cancel()

    async def _hear(self, line: ClientConnection, ready: asyncio.Event) -> None:
        async for message in line:
            now = time.perf_counter()
            if isinstance(message, bytes):
                self._first.setdefault(int.from_bytes(message[:2], "little"), now)
                self._until = max(self._until, now) + (len(message) - HEAD) / 2 / RATE
                continue
            told: dict[str, Any] = json.loads(message)
            match told["type"]:
                case "ready":
                    ready.set()
                case "sounds":
                    self.took.append(told["ms"])
                case "stop":
                    self._stops.append(now)
                    self._until = 0.0
                case "over":
                    self._over = True

    async def _say(self, line: ClientConnection, sound: Samples, *, measured: bool, pause: float) -> None:
        """``pause``: seconds of silence once the answer sounds; answers may be as short as «Да»."""
        stops, began = len(self._stops), time.perf_counter()
        over_client = began < self._until
        for start in range(0, len(sound), FRAME):
            piece = sound[start : start + FRAME]
            await self._send(line, to_wire(np.pad(piece, (0, FRAME - len(piece)))))
        ended = time.perf_counter()
        if over_client and len(self._stops) > stops:
            self.hushes.append((self._stops[stops] - began) * 1000)
        while not (new := self._since(ended)) and time.perf_counter() - ended < WAIT_S and not self._over:
            await self._be_silent(line, 0.02)
        if not new:
            self.missed += not self._over
        elif measured:
            self.answers.append((min(new) - ended) * 1000)
        await self._be_silent(line, pause)

    def _since(self, moment: float) -> list[float]:
        """First sounds after this moment: what sounds before a line has ended answers an earlier one."""
        return [at for at in self._first.values() if at > moment]

    async def _listen(self, line: ClientConnection) -> None:
        while time.perf_counter() < self._until + 0.3:
            await self._be_silent(line, 0.02)

    async def _be_silent(self, line: ClientConnection, seconds: float) -> None:
        for _ in range(max(1, round(seconds * 50))):
            await self._send(line, bytes(FRAME * 2))

    async def _send(self, line: ClientConnection, data: bytes) -> None:
        self._next += FRAME / RATE
        pause = self._next - time.perf_counter()
        if pause > 0:
            await asyncio.sleep(pause)
        await line.send(data)
