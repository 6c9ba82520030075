"""When a stage of the specification is accepted: a pure function of the acceptor's answers (decision 21). No Django."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

SUCCESSES = 20
WARRANTY_DAYS = 30


class Question(StrEnum):
    """What is answered with yes or no of one item."""

    WORKS = "works"
    RIGHT = "right"
    ADEQUATE = "adequate"
    INFLUENCED = "influenced"
    DEGREE = "degree"


@dataclass(frozen=True, slots=True)
class StageRule:
    """``needed``: items on which every question was answered with yes."""

    number: int
    questions: tuple[Question, ...]
    needed: int


STAGES: dict[int, StageRule] = {
    2: StageRule(2, (Question.RIGHT,), SUCCESSES),
    3: StageRule(3, (Question.RIGHT,), SUCCESSES),
    4: StageRule(4, (Question.ADEQUATE, Question.INFLUENCED), SUCCESSES),
    5: StageRule(5, (Question.RIGHT, Question.DEGREE), SUCCESSES),
    6: StageRule(6, (Question.RIGHT,), 1),
}
NUMBERS = (1, *STAGES)


def stage_rule(number: int, screens: int) -> StageRule:
    """The rule of a stage; the first one needs every screen."""
    return StageRule(1, (Question.WORKS,), screens) if number == 1 else STAGES[number]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the acceptor; ``item`` names what it is about."""

    item: str
    question: str
    yes: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """``successes``, ``failures``: items as answered last. ``reached_at``: when the needed number was first there.

    ``failed_after``: items that fail now and were answered so after that moment: then the stage is not accepted.
    """

    rule: StageRule
    successes: int
    failures: int
    reached_at: datetime | None
    failed_after: int

    @property
    def is_met(self) -> bool:
        return self.successes >= self.rule.needed and not self.failed_after


def standing(rule: StageRule, answers: Iterable[Answer]) -> Standing:
    """How the stage stands after these answers, given in any order. An item counts once all its questions are answered;
    of several answers to one question the last counts."""
    last: dict[str, dict[str, Answer]] = {}
    good: set[str] = set()
    bad: dict[str, datetime] = {}
    reached_at = None
    for answer in sorted(answers, key=lambda each: each.at):
        if answer.question not in rule.questions:
            continue
        known = last.setdefault(answer.item, {})
        known[answer.question] = answer
        good.discard(answer.item)
        bad.pop(answer.item, None)
        if not all(each.yes for each in known.values()):
            bad[answer.item] = answer.at
        elif len(known) == len(rule.questions):
            good.add(answer.item)
        if reached_at is None and len(good) >= rule.needed:
            reached_at = answer.at
    late = sum(reached_at is not None and at > reached_at for at in bad.values())
    return Standing(rule, len(good), len(bad), reached_at, late)
