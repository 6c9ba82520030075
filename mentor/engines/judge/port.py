"""Judge: was the meaning of a recommendation used in a later call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from ..conversation import Conversation
from ..profile import CompanyProfile

Fulfilled = Literal["full", "partial", "none"]
PointState = Literal["said", "opposite", "absent"]


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the recommendation and the passage that carried it (verbatim), or its absence."""

    text: str
    state: PointState
    quote: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """``degree`` is 0–1; ``agreed`` tells whether the client agreed in that call."""

    fulfilled: Fulfilled
    degree: float
    agreed: bool
    points: tuple[Point, ...]
    engine: str


class Judge(Protocol):
    """Meaning, not keywords. Raises ``EngineError``."""

    name: str

    def judge(self, recommendation: str, followup: Conversation, profile: CompanyProfile) -> Verdict: ...
