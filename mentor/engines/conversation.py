"""A conversation as engines see it: who said what, in order, with times where they are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Speaker = Literal["manager", "client", "unknown"]
Direction = Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class Utterance:
    """One turn. ``start`` and ``end`` are seconds from the start of the recording, or None when unknown."""

    speaker: Speaker
    text: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One call's words. Names are given so that an engine can mask them, not learn from them.

    ``speakers_sure``: a person said who is who, so what is said must not overrule the labels.
    ``unanswered``: by the sound nobody was reached (ringing, busy, a machine), and no client's word is here.
    """

    utterances: tuple[Utterance, ...]
    direction: Direction = "out"
    manager_name: str | None = None
    client_name: str | None = None
    duration: float | None = None
    speakers_sure: bool = False
    unanswered: bool = False
