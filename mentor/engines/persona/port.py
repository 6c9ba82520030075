"""Persona: the client on the other end of a rehearsal. A turn of the manager in, the client's reply out.

All state lies in ``TalkState``: it is plain data and goes to JSON and back (``wire``), so a talk goes on after a lost
connection or a killed process from the last turn that was kept. Time is virtual: what lasted how long is told in
``Heard``, nothing looks at a clock. The same scenario, play and turns give the same talk.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Literal, Protocol

from ..profile import CompanyProfile
from .scenario import Scenario

Level = Literal[1, 2, 3]
LEVELS: tuple[Level, ...] = (1, 2, 3)
Ending = Literal["agreed", "refused", "hung_up", "stopped"]
DoubtStatus = Literal["hidden", "open", "shaken", "answered", "ignored"]


@dataclass(frozen=True, slots=True)
class Play:
    """One talk by a scenario. ``weak``: the stage (a code of ``rubric.STAGES``) where this manager is pressed."""

    scenario: Scenario
    profile: CompanyProfile
    level: Level = 1
    weak: str | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """What came from the manager's side.

    ``text`` is empty where nobody spoke: then ``silence`` says how many seconds. ``seconds``: how long the speech
    lasted, None where only the text is known. ``over``: it was said over the client's words; ``reply_heard`` is the
    share (0–1) of the client's last reply that had sounded by then.
    """

    text: str
    seconds: float | None = None
    silence: float = 0.0
    over: bool = False
    reply_heard: float = 1.0


@dataclass(frozen=True, slots=True)
class DoubtState:
    """Where one of the scenario's doubts stands; ``returns``: how often the client came back to it unanswered."""

    status: DoubtStatus = "hidden"
    joined: bool = False
    clarified: bool = False
    substance: bool = False
    returns: int = 0
    opened_at: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the running talk."""

    speaker: Literal["manager", "client"]
    text: str


@dataclass(frozen=True, slots=True)
class TalkState:
    """Everything the client remembers. ``trust``, ``interest`` and ``patience`` are 0–1.

    ``turn`` counts the manager's turns. ``said`` are ids of wordings already used: none is used twice. ``told`` are
    indices of the character's facts, ``promises`` empty promises heard. ``asked`` is the client's own question that
    still waits for an answer, "" for none. ``offered``: times named by the manager before a doubt came up;
    ``agreed_on``: the concrete step the client said yes to, in words. ``walked``: lines of the scenario's course that
    were said.
    """

    trust: float
    interest: float
    patience: float
    doubts: tuple[DoubtState, ...]
    lines: tuple[Line, ...] = ()
    turn: int = 0
    said: tuple[str, ...] = ()
    told: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()
    asked: str = ""
    asked_turn: int = 0
    presented: int = 0
    introduced: bool = False
    promises: int = 0
    interruptions: int = 0
    silences: int = 0
    unclear: int = 0
    rude: int = 0
    proposals: int = 0
    summed_up: bool = False
    half_agreed: bool = False
    offered: tuple[str, ...] = ()
    walked: tuple[int, ...] = ()
    agreed_on: str = ""
    ending: Ending | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """The client's words. ``why`` names what the client reacts to, for the log and for tests, never for the manager
    during the talk. ``interrupts``: said over a manager's monologue, of which ``heard_words`` were listened to."""

    sentences: tuple[str, ...]
    why: tuple[str, ...] = ()
    ending: Ending | None = None
    interrupts: bool = False
    heard_words: int | None = None
    engine: str = ""

    @property
    def text(self) -> str:
        """The whole reply as one line."""
        return " ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class Turned:
    """What a turn led to."""

    state: TalkState
    reply: Reply


class Persona(Protocol):
    """Raises ``EngineError`` only where a talk cannot begin; once it goes on there is always a reply.

    ``drafts``: whether a turn may be asked for ahead and thrown away: it is quick and costs nobody anything.
    """

    name: str
    drafts: bool

    def open(self, play: Play) -> Turned:
        """The first state and the client's first words («Алло?»). A text door may leave the words unsaid."""
        ...

    def stream(self, play: Play, state: TalkState, heard: Heard) -> Generator[str, None, Turned]:
        """The reply sentence by sentence; the generator's value is the whole turn.

        Ask for all of it even where the manager speaks over it: what had sounded by then is told with the next
        ``Heard``. A talk that has its ``ending`` is not continued: ``EngineError``.
        """
        ...

    def interrupts(self, play: Play, state: TalkState, heard: Heard) -> bool:
        """Would the client cut in now, the manager still speaking: ``heard.text`` is what was said so far."""
        ...


def answer(persona: Persona, play: Play, state: TalkState, heard: Heard) -> Turned:
    """A whole turn at once."""
    speaking = persona.stream(play, state, heard)
    while True:
        try:
            next(speaking)
        except StopIteration as done:
            turned: Turned = done.value
            return turned


def opened(state: TalkState) -> tuple[int, ...]:
    """Indices of the doubts that the client has voiced and that are not answered yet, in the scenario's order."""
    return tuple(i for i, doubt in enumerate(state.doubts) if doubt.status in ("open", "shaken", "ignored"))
