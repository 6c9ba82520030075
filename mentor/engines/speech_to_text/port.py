"""Speech to text: one lane of audio in, words with times out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..voice_activity.port import Span


@dataclass(frozen=True, slots=True)
class Word:
    """One word with its punctuation: seconds from the start of the lane; ``confidence`` 0–1 or None."""

    text: str
    start: float
    end: float
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A recognised stretch: seconds from the start of the lane; ``confidence`` 0–1 or None where unknown.

    ``words`` are in order and inside the segment; empty where the model gives no times of words.
    """

    text: str
    start: float
    end: float
    confidence: float | None = None
    words: tuple[Word, ...] = ()

    def later(self, by: float) -> Segment:
        """The same segment ``by`` seconds later: from the times of a part to those of the whole."""
        words = tuple(Word(one.text, one.start + by, one.end + by, one.confidence) for one in self.words)
        return Segment(self.text, self.start + by, self.end + by, self.confidence, words)


@dataclass(frozen=True, slots=True)
class Portion:
    """How much a recogniser likes to get at once, seconds: ``longest`` with its silences, ``join`` over silences."""

    longest: float = 60.0
    join: float = 2.0


class SpeechToText(Protocol):
    """One model copy a process. Raises ``ModelMissingError`` where the model is not on the machine.

    An engine that pays for each request has a ``portion`` of its own; the others are given the usual one.
    """

    name: str

    def transcribe(
        self, samples: NDArray[np.float32], sample_rate: int, *, speech: Sequence[Span] | None = None
    ) -> tuple[Segment, ...]:
        """``samples``: mono, -1…1, shape (n,). ``speech``: where somebody speaks, if that is known already."""
        ...


@dataclass(frozen=True, slots=True)
class Heard:
    """Words of the phrase that is being said; ``final``: the phrase is over and will not change."""

    text: str
    final: bool


class SpeechStream(Protocol):
    """One live lane; not shared between threads."""

    def push(self, samples: NDArray[np.float32], sample_rate: int) -> tuple[Heard, ...]:
        """What is newly known after some more sound (mono, -1…1, shape (n,)); empty where nothing changed."""
        ...

    def finish(self) -> tuple[Heard, ...]:
        """The lane is over: the last phrase, final."""
        ...


class StreamingSpeechToText(Protocol):
    """One model copy a process, any number of streams. Raises ``ModelMissingError``, ``EngineError``."""

    name: str

    def open(self) -> SpeechStream:
        """A new lane."""
        ...
