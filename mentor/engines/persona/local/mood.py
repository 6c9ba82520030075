"""How tough a client is, and what the manager's manner does to the three measures of the mood."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from ..port import DoubtState, Ending, Heard, Level, Play, TalkState
from ..scenario import Doubt
from .hearing import Understood

Mood = Literal["warm", "plain", "cold"]
WARM, COLD = 0.66, 0.3


@dataclass(frozen=True, slots=True)
class Toughness:
    """One of the three levels.

    ``doubts``: how many of the scenario's doubts this client has; ``needs``: how many of «joined» and «asked what is
    behind» an answer must have besides substance; ``enough_trust`` and ``enough_interest``: what an agreement takes;
    ``returns``: how often an unanswered objection is raised again before the client leaves; ``patience_costs``
    multiplies every loss of patience; ``monologue``: seconds of speech after which the client cuts in; ``early``: the
    manager's turn by which the first doubt comes out at the latest.
    """

    trust: float
    interest: float
    patience: float
    doubts: int
    needs: int
    enough_trust: float
    enough_interest: float
    returns: int
    patience_costs: float
    turn_cost: float
    monologue: float
    early: int


TOUGHNESS: dict[Level, Toughness] = {
    1: Toughness(0.48, 0.40, 0.95, 1, 0, 0.45, 0.50, 3, 0.8, 0.010, 42.0, 7),
    2: Toughness(0.40, 0.33, 0.85, 2, 1, 0.50, 0.55, 2, 1.0, 0.014, 30.0, 6),
    3: Toughness(0.33, 0.27, 0.75, 3, 2, 0.55, 0.60, 2, 1.25, 0.018, 21.0, 5),
}
MOST_TURNS = 45


@dataclass(frozen=True, slots=True)
class Say:
    """Something to be said: an intent of ``phrases.txt`` (or the words themselves in ``text``) with its slots."""

    intent: str
    text: str = ""
    slots: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Turn:
    """One turn while it is being thought over; what comes out of it is a new state and a list of things to say."""

    play: Play
    heard: Heard
    understood: Understood
    state: TalkState
    says: list[Say] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    ending: Ending | None = None
    interrupts: bool = False
    heard_words: int | None = None
    script: tuple[int, ...] = ()  # lines of the course that this turn said

    @property
    def tough(self) -> Toughness:
        """The level's measures."""
        return TOUGHNESS[self.play.level]

    def pressed(self, stage: str) -> bool:
        """Whether this manager is weak at ``stage``, where the client presses harder."""
        return self.play.weak == stage

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """The doubts that this client has at this level, the scenario's main one first."""
        return self.play.scenario.doubts[: self.tough.doubts + self.pressed("objections")]

    def shift(self, *, trust: float = 0.0, interest: float = 0.0, patience: float = 0.0) -> None:
        """Move the measures within 0–1; losses of patience weigh as the level says."""
        cost = patience * self.tough.patience_costs if patience < 0 else patience
        self.state = replace(
            self.state,
            trust=_bounded(self.state.trust + trust),
            interest=_bounded(self.state.interest + interest),
            patience=_bounded(self.state.patience + cost),
        )

    def keep(self, **changes: object) -> None:
        """Other changes of the state."""
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]  # names are checked by replace

    def doubt(self, index: int, **changes: object) -> None:
        """Changes of one doubt's state."""
        found = list(self.state.doubts)
        found[index] = replace(found[index], **changes)  # type: ignore[arg-type]  # names are checked by replace
        self.state = replace(self.state, doubts=tuple(found))

    def say(self, intent: str, why: str = "", text: str = "", **slots: str) -> None:
        """One more thing to say; ``why`` is noted for the log."""
        self.says.append(Say(intent, text, tuple(slots.items())))
        self.why.append(why or intent)

    def end(self, ending: Ending) -> None:
        """The talk ends with this reply."""
        self.ending = ending


def _bounded(value: float) -> float:
    return round(max(0.0, min(1.0, value)), 4)


def first_state(play: Play) -> TalkState:
    """The client before the first word."""
    tough = TOUGHNESS[play.level]
    return TalkState(
        trust=tough.trust,
        interest=tough.interest,
        patience=tough.patience,
        doubts=tuple(DoubtState() for _ in play.scenario.doubts),
    )


def mood(state: TalkState) -> Mood:
    """How the client sounds."""
    if state.patience < COLD or state.trust < COLD:
        return "cold"
    return "warm" if state.trust >= WARM and state.patience >= COLD else "plain"
