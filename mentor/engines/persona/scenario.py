"""Whom a manager rehearses with and what for: plain data, editable by people, the same in a file and a database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..assessor.port import ObjectionKind
from ..conversation import Direction

ScenarioKind = Literal["objection", "script", "presentation", "lost_call"]
SCENARIO_KINDS: tuple[ScenarioKind, ...] = ("objection", "script", "presentation", "lost_call")
GoalKind = Literal["meeting", "visit", "trial", "payment", "order", "call"]
GOAL_KINDS: tuple[GoalKind, ...] = ("meeting", "visit", "trial", "payment", "order", "call")
Topic = Literal["need", "now", "matters", "term", "budget", "decision", "other"]
TOPICS: tuple[Topic, ...] = ("need", "now", "matters", "term", "budget", "decision", "other")


@dataclass(frozen=True, slots=True)
class Fact:
    """What the client tells when asked about ``topic``, in the client's own words; ``asked``: a question it answers."""

    topic: Topic
    text: str
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """An objection that the client keeps to themselves until its moment.

    ``text`` is how the company calls it; ``quotes`` are clients' real words, verbatim from calls (empty where none
    were heard yet); ``behind`` is what stands behind it, told when asked; ``good_answer`` is what convinces.
    """

    text: str
    kind: ObjectionKind
    quotes: tuple[str, ...] = ()
    behind: str = ""
    good_answer: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """The step that a manager wins; ``text`` completes «Цель: …»."""

    kind: GoalKind
    text: str


@dataclass(frozen=True, slots=True)
class Character:
    """Who is on the line. ``portrait`` and ``need`` are for the brief; ``facts`` are told when asked."""

    name: str
    feminine: bool
    portrait: str
    need: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """One situation to rehearse, at any of three levels of toughness.

    ``stage`` (1–5) is what it trains first. ``convinces`` and ``repels`` are told after the talk, never during it.
    ``course`` are the script's lines by which the talk is led where no call of the company was analysed yet.
    ``sources`` name the calls and knowledge that it was made of.
    """

    kind: ScenarioKind
    title: str
    stage: int
    direction: Direction
    character: Character
    doubts: tuple[Doubt, ...]
    goal: Goal
    convinces: tuple[str, ...] = ()
    repels: tuple[str, ...] = ()
    course: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
