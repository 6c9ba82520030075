"""One conversation: the manager's turns to the persona, the persona's words to the manager, every turn kept."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import numpy as np

from mentor.engines.persona.port import Heard
from mentor.engines.voice_activity.live import RATE

from .desk import Desk, Kept, Opened
from .draft import Drafts, next_sentence
from .ear import Ear, Turn
from .engines import Engines
from .lanes import Lanes
from .noted import note_of, read_note
from .reply import Line, Reply
from .sound import Samples, from_wire

_log = logging.getLogger(__name__)
MOST_TYPED = 2_000  # characters of one typed line
_HEARD = 0.9  # of a reply: enough
_DEAF_S = 2.5  # after the client has cut in, the manager's words of momentum do not stop the client


class Talk:
    """A connection's view of one talk. All methods are called from the loop, one at a time but for ``hear``."""

    def __init__(
        self,
        desk: Desk,
        engines: Engines,
        lanes: Lanes,
        line: Line,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._desk, self._engines, self._lanes, self._line = desk, engines, lanes, line
        self._clock = clock
        self._ear = Ear(engines, self) if engines.recogniser is not None else None
        self._offset = 0.0  # from the ear's seconds to those of the lane's files
        self._begun_at = 0.0  # in the ear's seconds
        self._opened: Opened | None = None
        self._reply: Reply | None = None
        self._replies = 0
        self._sounds_until = 0.0
        self._deaf_until = 0.0
        self._over = False
        self._interrupted: float | None = (
            None  # share of the last reply that was heard before the manager spoke
        )
        self._drafts = Drafts(engines)
        self._turns = asyncio.Lock()
        self._work: set[asyncio.Task[None]] = set()
        self.begun = False

    async def open(self) -> Opened:
        """Read the talk and tell the browser where it stands. Raises ``GoneError``."""
        self._opened = opened = await self._engines.run(self._desk.open)
        self._over = opened.over is not None
        self._engines = replace(self._engines, speech=self._engines.speech.stressing(opened.stresses))
        self._drafts = Drafts(self._engines)
        await self._line.tell(
            {
                "type": "ready",
                "hearing": self._ear is not None,
                "why": self._engines.deaf_why,
                "lines": [{"speaker": line.speaker, "text": line.text} for line in opened.lines],
                "over": opened.over or "",
            }
        )
        return opened

    async def begin(self, *, heard_last: bool) -> None:
        """The manager is ready. ``heard_last``: the client's last words had sounded before the connection was lost."""
        if self.begun or self._over or self._opened is None:
            return
        self.begun = True
        self._begun_at = self._ear.floor.now if self._ear else 0.0
        self._offset = self._lanes.seconds - self._begun_at
        noted = await self._engines.run(self._lanes.noted)
        if noted is not None and noted.get("turn") == self._opened.state.turn:
            self._start(self._answer(*read_note(noted, self._offset)))
            return
        last = next((line for line in reversed(self._opened.lines) if line.speaker == "client"), None)
        if last is not None and not heard_last:
            self._start(self._repeat(last.text))

    async def hear(self, data: bytes) -> None:
        """The microphone's sound; before ``begin`` it is a trial phrase and kept nowhere."""
        if self._ear is None or self._over:
            return
        samples = from_wire(data)
        if self.begun:
            self._lanes.hear(data)
        now = self._clock()
        self._ear.floor.client_sounds = now < self._sounds_until
        deaf = now < self._deaf_until and now < self._sounds_until
        await self._ear.hear(np.zeros_like(samples) if deaf else samples)

    async def typed(self, text: str) -> None:
        """A line from the keyboard."""
        said = text.strip()[:MOST_TYPED]
        if said and self.begun and not self._over:
            await self._silence_client()  # who types has read the reply: nobody was spoken over
            self._start(self._answer(Heard(text=said), None))

    async def hang_up(self) -> None:
        """The manager ends the talk."""
        await self._silence_client()
        async with self._turns:
            if not self._over:
                self._over = True
                await self._engines.run(self._desk.end)
                await self._finish("stopped")

    async def close(self) -> None:
        """The connection is gone: what was said is kept to the end, the rest is not said."""
        if self._reply is not None:
            self._reply.stop()
        if self._ear is not None:
            self._ear.close()
        self._drafts.drop()
        if self._work:
            await asyncio.wait(self._work)
        self._lanes.flush()

    # What the ear tells.

    async def manager_began(self) -> None:
        if self.begun:
            self._interrupted = await self._silence_client()
            await self._line.tell({"type": "hearing", "on": True})

    async def manager_ended(self, turn: Turn) -> None:
        if not self.begun or turn.end <= self._begun_at:
            await self._line.tell({"type": "trial", "text": turn.text})
            return
        heard = self._heard(turn)
        self._interrupted = None
        self._start(self._answer(heard, turn))

    async def manager_may_end(self, turn: Turn) -> None:
        """The words are known, the end is not sure: the answer is begun, and dropped where the manager goes on."""
        if self.begun and self._opened is not None and not (self._over or self._turns.locked()):
            self._drafts.offer(self._opened, self._heard(turn), self._voice)

    async def manager_goes_on(self, turn: Turn) -> None:
        if not self.begun or self._opened is None or self._turns.locked():
            return
        opened = self._opened
        heard = Heard(text=turn.text, seconds=turn.end - turn.start)
        if await self._engines.run(opened.persona.interrupts, opened.play, opened.state, heard):
            assert self._ear is not None
            self._ear.close()
            self._deaf_until = self._clock() + _DEAF_S
            self._start(self._answer(heard, turn))

    async def manager_was_noise(self) -> None:
        """The client was stopped by a cough: it says again what was not heard."""
        reply, heard, self._interrupted = self._reply, self._interrupted, None
        if self.begun and reply is not None and heard is not None and heard < _HEARD:
            self._start(self._repeat(" ".join(reply.text)))

    async def both_silent(self, seconds: float) -> None:
        if self.begun and not self._turns.locked():
            self._start(self._answer(Heard(text="", silence=seconds), None))

    # One turn.

    async def _answer(self, heard: Heard, turn: Turn | None) -> None:
        async with self._turns:
            if self._over or self._opened is None:
                return
            began = time.perf_counter()
            opened, self._reply = self._opened, None
            if heard.text:
                self._lanes.flush()
                note = note_of(opened.state.turn, heard, _times(turn, self._offset))
                await self._engines.run(self._lanes.note, note)
                await self._line.tell({"type": "manager", "text": heard.text})
            ms = dict(turn.ms) if turn else {}
            reply = self._new_reply(ms, began)
            answer = await self._drafts.take(opened, heard, self._voice)
            ms["persona"] = round((time.perf_counter() - began) * 1000)
            saying = asyncio.ensure_future(reply.say_voiced(answer.voiced)) if answer.voiced else None
            turned, sentences = answer.turned, list[str]()
            while turned is None:
                sentence, turned = await self._engines.run(next_sentence, answer.speaking)
                sentences += [sentence] if sentence else []
            start = self._begins(reply) if turn or self._lanes.recorded() else None
            kept = Kept(heard, turned, *_times(turn, self._offset), client_start=start)
            await self._engines.run(self._desk.keep, kept)
            self._opened = replace(opened, state=turned.state)
            if saying is not None:
                await saying
            for sentence in sentences:
                await reply.say(sentence)
            if turned.reply.ending is not None:
                self._over = True
                await self._finish(turned.reply.ending)

    def _heard(self, turn: Turn) -> Heard:
        return Heard(
            text=turn.text,
            seconds=turn.end - turn.start,
            over=self._interrupted is not None,
            reply_heard=1.0 if self._interrupted is None else self._interrupted,
        )

    async def _repeat(self, text: str) -> None:
        async with self._turns:
            reply = self._new_reply({}, time.perf_counter())
            reply.again = True
            await reply.say(text)

    def _new_reply(self, ms: dict[str, float], began: float) -> Reply:
        self._replies += 1
        number = self._replies

        async def first_sound() -> None:
            told = ms | {"to_first_sound": round((time.perf_counter() - began) * 1000)}
            await self._line.tell({"type": "sounds", "reply": number, "ms": told})

        self._reply = Reply(number, self._line, self._engines, self._voice, self._place, first_sound)
        return self._reply

    @property
    def _voice(self) -> str | None:
        assert self._opened is not None
        man, woman = self._engines.voice_names
        return woman if self._opened.play.scenario.character.feminine else man

    def _place(self, samples: Samples) -> float:
        """Lay a piece of the client's voice after what sounds already; when it begins, by the clock."""
        at = max(self._clock(), self._sounds_until)
        self._sounds_until = at + len(samples) / RATE
        if self._lanes.recorded():
            self._lanes.speak(samples, self._lane_time(at))
        return at

    async def _silence_client(self) -> float | None:
        """Stop the client where it still speaks; the share of its words that was heard, else None."""
        reply, now = self._reply, self._clock()
        if reply is None or reply.stopped or (now >= self._sounds_until and not self._turns.locked()):
            return None
        reply.stop()
        heard = reply.heard(now)
        self._sounds_until = now
        if self._lanes.recorded():
            self._lanes.cut(self._lane_time(now))
        await self._line.tell({"type": "stop", "reply": reply.number})
        return heard

    async def _finish(self, outcome: str) -> None:
        await self._line.tell({"type": "over", "outcome": outcome})
        self._lanes.flush()
        await self._engines.run(self._desk.seal)

    def _begins(self, reply: Reply) -> float:
        """Second of the recording at which an answer begins to sound: known where it has begun."""
        at = max(self._clock(), self._sounds_until) if reply.started is None else reply.started
        return self._lane_time(at)

    def _lane_time(self, at: float) -> float:
        """From the clock to the second of the recording."""
        heard = self._ear.floor.now if self._ear is not None else 0.0
        return max(0.0, heard + self._offset + at - self._clock())

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._work.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._work.discard(task)
        if not task.cancelled() and (problem := task.exception()) is not None:
            _log.error("a turn failed", exc_info=problem)
            self._start(self._line.tell({"type": "trouble"}))


def _times(turn: Turn | None, offset: float) -> tuple[float | None, float | None]:
    """Seconds of the recording; words that were begun before the talk lie at its beginning."""
    return (max(0.0, turn.start + offset), turn.end + offset) if turn else (None, None)
