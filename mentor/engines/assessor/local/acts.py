"""The acts that are heard in a sales call, and a call with its acts marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from ...conversation import Conversation
from ...profile import CompanyProfile
from ...text.cues import Span
from ...text.normal import normalise
from ...text.quotes import quote_at
from ..port import Moment, ObjectionKind

Role = Literal["manager", "client"]

Act = Literal[
    # the manager's
    "hello", "own_name", "company", "client_name", "ask_name", "convenience", "purpose", "help_offer",
    "question", "need_question", "open_question", "ask_term", "ask_budget", "ask_decision", "need_summary",
    "present", "tie", "benefit", "proof", "price", "join", "clarify", "check", "argue", "substance", "concede",
    "propose", "time", "invite_to_call", "recap", "bye", "thanks", "sends", "defers_answer",
    # the client's
    "client_question", "price_question", "objects", "refuses", "bought", "evades", "agrees", "half_agrees",
    "sets_time", "takes_back", "asks_step", "accepts_answer", "angry",
    # anybody's
    "machine", "wrong_number", "service", "internal", "line_bad", "cut_off",
]  # fmt: skip


ALL_ACTS: Final[tuple[Act, ...]] = get_args(Act)


@dataclass(frozen=True, slots=True)
class Objected:
    """An utterance of the client that objects: where, of which kind, and how sure the tagger is (0–1)."""

    utterance: int
    span: Span
    kind: ObjectionKind
    sure: float


@dataclass(slots=True)
class TaggedCall:
    """A conversation with resolved roles and the acts of each utterance; ``acts[i]`` maps an act to its place."""

    conversation: Conversation
    profile: CompanyProfile
    roles: tuple[Role, ...]
    acts: list[dict[Act, Span]] = field(default_factory=list)
    objections: list[Objected] = field(default_factory=list)

    def text(self, index: int) -> str:
        """Original text of an utterance."""
        return self.conversation.utterances[index].text

    def has(self, index: int, *acts: Act) -> bool:
        """Does the utterance carry one of the acts."""
        return any(act in self.acts[index] for act in acts)

    def where(
        self, *acts: Act, role: Role | None = None, after: int = -1, before: int | None = None
    ) -> list[int]:
        """Indices of utterances with one of the acts, strictly between ``after`` and ``before``."""
        end = len(self.acts) if before is None else min(before, len(self.acts))
        return [
            i for i in range(after + 1, end) if self.has(i, *acts) and (role is None or self.roles[i] == role)
        ]

    def of(self, role: Role, after: int = -1, before: int | None = None) -> list[int]:
        """Indices of one side's spoken utterances (not blank ones) strictly between ``after`` and ``before``."""
        end = len(self.roles) if before is None else min(before, len(self.roles))
        return [i for i in range(after + 1, end) if self.roles[i] == role and normalise(self.text(i)).words]

    def moment(self, index: int, act: Act | None = None) -> Moment:
        """A verbatim quote of an utterance around the act's place."""
        place = self.acts[index].get(act) if act else None
        return Moment(index, quote_at(self.text(index), place))

    def first_moment(self, indices: Iterable[int], act: Act | None = None) -> Moment | None:
        """The moment of the first of ``indices``, None where there is none."""
        first = next(iter(indices), None)
        return None if first is None else self.moment(first, act)
