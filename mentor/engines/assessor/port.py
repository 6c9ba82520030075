"""Assessor: what happened in a call, at which stage it was lost, and what each stage deserves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from ..conversation import Conversation
from ..profile import CompanyProfile

Outcome = Literal["success", "lost", "interrupted", "not_sales"]
LostReason = Literal["refusal", "unhandled_objection", "no_next_step"]
ObjectionKind = Literal[
    "price", "think", "need", "competitor", "timing", "authority", "trust", "send_info", "other"
]

OBJECTION_KINDS: tuple[ObjectionKind, ...] = (
    "send_info", "think", "price", "competitor", "timing", "authority", "trust", "need", "other",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """A place in the conversation: index into ``Conversation.utterances`` and a verbatim part of its text."""

    utterance: int
    quote: str


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points lost to one rule. ``at`` is None where the thing is absent from the call."""

    code: str
    rule: str
    points: int
    at: Moment | None


@dataclass(frozen=True, slots=True)
class StageScore:
    """0–10, or None where the stage could not take place. ``score == max(0, 10 - sum of points)`` when not None."""

    score: int | None
    deductions: tuple[Deduction, ...] = ()


@dataclass(frozen=True, slots=True)
class Objection:
    """A doubt or an excuse of the client, verbatim, and whether the manager handled it."""

    at: Moment
    kind: ObjectionKind
    handled: bool


@dataclass(frozen=True, slots=True)
class NextStep:
    """What was agreed on, in words of the call; ``when`` as it was said."""

    agreed: bool
    what: str | None = None
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """A whole judgement of one call. ``stages`` is keyed by ``rubric.STAGES``; ``lost_*`` are set only when lost.

    ``confidence``: the chance, 0–1, that an expert would leave it as it is; None where the engine cannot tell.
    """

    outcome: Outcome
    lost_reason: LostReason | None
    other_reasons: tuple[LostReason, ...]
    lost_stage: int | None
    lost_at: Moment | None
    stages: dict[str, StageScore]
    objections: tuple[Objection, ...]
    next_step: NextStep
    engine: str
    rubric_version: int
    confidence: float | None = None


class Assessor(Protocol):
    """Same input, same output. Raises ``EngineError``; never invents a score."""

    name: str

    def assess(self, conversation: Conversation, profile: CompanyProfile) -> Assessment: ...
