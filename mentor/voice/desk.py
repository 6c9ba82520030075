"""Where a talk is kept, as the voice process sees it. Every method is called in a thread and may wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from mentor.engines.persona.port import Ending, Heard, Line, Persona, Play, TalkState, Turned


@dataclass(frozen=True, slots=True)
class Opened:
    """A talk as it stands: ``lines`` so far, the client's ``opening`` among them; ``over`` where it has ended.

    ``persona``: who plays the client for this company; ``stresses``: how its names are said, as in ``spoken``.
    """

    persona: Persona
    play: Play
    state: TalkState
    lines: tuple[Line, ...]
    over: Ending | None = None
    stresses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """One turn and its times, seconds of the recording; None where it was typed."""

    heard: Heard
    turned: Turned
    manager_start: float | None = None
    manager_end: float | None = None
    client_start: float | None = None


class Desk(Protocol):
    """One talk of one manager."""

    def open(self) -> Opened:
        """Raises ``GoneError`` where there is no such talk any more."""
        ...

    def keep(self, turn: Kept) -> None:
        """For good, before the manager hears the answer's end. An ``ending`` ends the talk."""
        ...

    def end(self) -> None:
        """The manager hung up; harmless where the talk is over."""
        ...

    def seal(self) -> None:
        """The talk is over and its sound is whole."""
        ...


class GoneError(Exception):
    """The talk was removed."""
