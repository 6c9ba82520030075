"""Adviser: what to say to win a lost client back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from ..assessor.port import Assessment
from ..conversation import Conversation
from ..profile import CompanyProfile

SourceKind = Literal["reference_call", "known_objection", "expert_rule", "script", "call", "correction"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a part of the advice comes from; ``quote`` is verbatim in that source."""

    kind: SourceKind
    ref: str
    quote: str


@dataclass(frozen=True, slots=True)
class Advice:
    """``why`` tells the manager where and why the client left; ``say`` is to be said aloud as it stands."""

    why: str
    say: str
    sources: tuple[Source, ...]
    engine: str

    @property
    def text(self) -> str:
        """The specification's form: why, then what to say."""
        return f"{self.why} Рекомендуется перезвонить и сказать следующее: «{self.say}»"


@dataclass(frozen=True, slots=True)
class LostCall:
    """What the adviser works from. ``history`` is the client's earlier calls, oldest first.

    ``others``: texts written for other clients; a new one is to share few words with any of them. ``turn``: which of
    the possible wordings, the usual one being 0.
    """

    conversation: Conversation
    assessment: Assessment
    history: tuple[Conversation, ...] = ()
    others: tuple[str, ...] = ()
    turn: int = 0

    @property
    def words(self) -> str:
        """What the client was lost with: the last words, and the objections that were not answered before them."""
        at = self.assessment.lost_at
        unmet = [each.at.quote for each in self.assessment.objections if not each.handled]
        return " ".join(dict.fromkeys([*unmet, *([at.quote] if at else [])]))


class Adviser(Protocol):
    """Says nothing that neither the call nor the company's knowledge holds. Raises ``EngineError``."""

    name: str

    def advise(self, lost: LostCall, profile: CompanyProfile) -> Advice: ...
