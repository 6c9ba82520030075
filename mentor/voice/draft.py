"""An answer begun before its turn: while the manager is silent and it is not sure yet that they have finished.

The persona is pure, so an answer that is not wanted is dropped and nothing has happened.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from mentor.engines.errors import EngineError
from mentor.engines.persona.port import Heard, TalkState, Turned
from mentor.engines.text_to_speech.port import Speech

from .desk import Opened
from .engines import Engines
from .sound import Samples, at_wire_rate


@dataclass(slots=True)
class Voiced:
    """A sentence with its sound as far as it is made; ``first`` is None where there is none."""

    sentence: str
    first: Samples | None
    pieces: Iterator[Speech]


@dataclass(slots=True)
class Begun:
    """An answer with its first sentence voiced; ``turned`` where it is whole, else ``speaking`` says the rest."""

    voiced: Voiced | None
    turned: Turned | None
    speaking: Generator[str, None, Turned]


@dataclass(slots=True)
class Drafts:
    """At most one draft of a talk: it is the answer only to the very same words in the very same state."""

    engines: Engines
    _of: tuple[Heard, TalkState] | None = None
    _made: asyncio.Task[Begun] | None = None

    def offer(self, opened: Opened, heard: Heard, voice: str | None) -> None:
        """Begin the answer, unless others wait or it would cost somebody something."""
        self.drop()
        if opened.persona.drafts and not self.engines.crowded:
            self._of = heard, opened.state
            self._made = asyncio.ensure_future(self._begin(opened, heard, voice))

    async def take(self, opened: Opened, heard: Heard, voice: str | None) -> Begun:
        """The answer that was begun for these words, else one begun now. Raises ``EngineError``."""
        made, fits = self._made, self._of == (heard, opened.state)
        if made is None or not fits:
            self.drop()
            return await self._begin(opened, heard, voice)
        self._made = self._of = None
        return await made

    def drop(self) -> None:
        """Nobody wants it."""
        if self._made is not None:
            self._made.cancel()
        self._made = self._of = None

    async def _begin(self, opened: Opened, heard: Heard, voice: str | None) -> Begun:
        return await self.engines.run(begin, self.engines, opened, heard, voice)


def begin(engines: Engines, opened: Opened, heard: Heard, voice: str | None) -> Begun:
    """The first sentence and its first sound; to be called in a thread. Raises ``EngineError``."""
    speaking = opened.persona.stream(opened.play, opened.state, heard)
    sentence, turned = next_sentence(speaking)
    return Begun(voiced(engines, sentence, voice) if sentence else None, turned, speaking)


def voiced(engines: Engines, sentence: str, voice: str | None) -> Voiced:
    """A sentence with its first sound; to be called in a thread."""
    pieces = engines.speech.stream(sentence, voice=voice)
    return Voiced(sentence, next_piece(pieces), pieces)


def next_sentence(speaking: Generator[str, None, Turned]) -> tuple[str, Turned | None]:
    """The next sentence, or "" and the whole turn."""
    try:
        return next(speaking), None
    except StopIteration as done:
        return "", done.value


def next_piece(pieces: Iterator[Speech]) -> Samples | None:
    """The next piece at the wire's rate; None at the end, and where a voice fails: the words are on the screen."""
    try:
        return at_wire_rate(next(pieces))
    except (StopIteration, EngineError):
        return None
