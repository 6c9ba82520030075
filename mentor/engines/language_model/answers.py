"""What a language model is asked to fill in: yes or no, with quotes. No scores, no points."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ..assessor.port import ObjectionKind, Outcome
from ..judge.port import PointState

Reached = Literal["reached", "cut", "left"]
LeftOn = Literal["objection", "refusal", "nothing_agreed"]
Quote = str | None


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore")


class CheckAnswer(_Answer):
    """One rule of the rubric."""

    id: str
    quote: Quote = None
    broke: bool


class ObjectionAnswer(_Answer):
    """One doubt or excuse of the client and what the manager made of it."""

    quote: str
    kind: ObjectionKind
    brushed: bool
    joined: bool
    clarified: bool
    answered: bool
    checked: bool
    stayed: bool


class CourseAnswer(_Answer):
    """How far the talk came."""

    discovery: Reached
    presentation: Reached
    closing: Reached


class AssessAnswer(_Answer):
    """A whole call."""

    checks: list[CheckAnswer] = Field(max_length=200)
    objections: list[ObjectionAnswer] = Field(max_length=40)
    outcome: Outcome
    left_on: LeftOn | None = None
    lost_quote: Quote = None
    lost_stage: Literal[1, 2, 3, 4, 5] | None = None
    refusal_quote: Quote = None
    step_quote: Quote = None
    step_when: Quote = None
    course: CourseAnswer


class AdviceAnswer(_Answer):
    """What to say to a lost client."""

    why: str = Field(max_length=2_000)
    say: str = Field(max_length=4_000)
    call_quotes: list[str] = Field(max_length=12)
    used: list[str] = Field(max_length=30)


class PointAnswer(_Answer):
    """One point of a recommendation."""

    number: int
    quote: Quote = None
    state: PointState


class JudgeAnswer(_Answer):
    """A follow-up."""

    points: list[PointAnswer] = Field(max_length=40)
    agreed: bool


class PersonaAnswer(_Answer):
    """What the virtual client says."""

    say: str = Field(max_length=600)
