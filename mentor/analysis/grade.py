"""What an expert says of a call, and what makes it hold. Pure rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from mentor.engines.rubric import MAX_SCORE, NOT_REACHED_RULE, STAGES, Rule

Mode = Literal["blind", "beside"]
# The engine's own deduction where the client left before a stage through the manager's fault; no line of a rubric.
NOT_REACHED_CODE = "not_reached"
NOT_REACHED_STAGES = ("discovery", "presentation", "closing")
MOST_MARKS = 200


@dataclass(frozen=True, slots=True)
class Mark:
    """Words marked in a call. ``code`` is a rule's or empty; ``words`` say what rule is missing."""

    good: bool
    utterance: int
    quote: str
    stage: int | None = None
    code: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class HeardObjection:
    """An objection that the expert heard; ``kind`` as in ``ObjectionKind``."""

    utterance: int
    quote: str
    kind: str
    handled: bool


@dataclass(frozen=True, slots=True)
class NewGrade:
    """A whole judgement of an expert. ``scores`` and ``comments`` are by stage code; ``rules`` are codes taken."""

    outcome: str
    scores: Mapping[str, int | None]
    rules: Sequence[str] = ()
    comments: Mapping[str, str] = field(default_factory=dict)
    lost_reason: str = ""
    other_reasons: Sequence[str] = ()
    lost_stage: int | None = None
    lost_at: tuple[int, str] | None = None
    step_what: str = ""
    step_when: str = ""
    objections: Sequence[HeardObjection] = ()
    marks: Sequence[Mark] = ()
    mode: Mode = "blind"
    comment: str = ""

    @property
    def step_agreed(self) -> bool:
        """A call succeeds where the client agreed to the next step, and only there."""
        return self.outcome == "success"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a grade cannot be kept: the field (a stage code for its score) and the code of the reason."""

    field: str
    code: Literal[
        "out_of_range", "scored_not_sales", "rules_unscored", "overruled", "needed", "only_lost", "unknown"
    ]


def choices(rules: Iterable[Rule]) -> list[Rule]:
    """What an expert may pick: enabled rules, and «до этапа не дошли» where that can be."""
    enabled = [rule for rule in rules if rule.enabled]
    found: list[Rule] = []
    for stage in STAGES:
        found += [rule for rule in enabled if rule.stage == stage]
        if stage in NOT_REACHED_STAGES:
            found.append(Rule(f"{NOT_REACHED_CODE}.{stage}", stage, NOT_REACHED_RULE, MAX_SCORE, None))
    return found


def stored_code(rule: Rule) -> str:
    """The code that a deduction of this rule carries: engines know one «не дошли» for all stages."""
    return NOT_REACHED_CODE if rule.code.startswith(f"{NOT_REACHED_CODE}.") else rule.code


def picked_code(code: str, stage: int) -> str:
    """The other way: the choice that stands for a kept deduction."""
    return f"{NOT_REACHED_CODE}.{STAGES[stage - 1]}" if code == NOT_REACHED_CODE else code


def score_by_rules(rules: Iterable[Rule], picked: Collection[str], stage: str) -> int:
    """10 less the picked rules of the stage, never below 0."""
    return max(0, MAX_SCORE - sum(r.points for r in rules if r.stage == stage and r.code in picked))


def faults(grade: NewGrade, rules: Sequence[Rule]) -> list[Fault]:
    """Everything that keeps the grade from being saved; ``rules`` are the ``choices`` of the rubric in force."""
    found = [fault for stage in STAGES for fault in _stage_faults(grade, rules, stage)]
    known = {rule.code for rule in rules}
    if set(grade.rules) - known or {mark.code for mark in grade.marks if mark.code} - known:
        found.append(Fault("rules", "unknown"))
    lost = grade.outcome == "lost"
    if lost and not grade.lost_reason:
        found.append(Fault("lost_reason", "needed"))
    if lost and grade.lost_stage is None:
        found.append(Fault("lost_stage", "needed"))
    if not lost and (grade.lost_reason or grade.lost_stage or grade.other_reasons):
        found.append(Fault("outcome", "only_lost"))
    return found


def _stage_faults(grade: NewGrade, rules: Sequence[Rule], stage: str) -> list[Fault]:
    score = grade.scores.get(stage)
    picked = {rule.code for rule in rules if rule.stage == stage and rule.code in grade.rules}
    if score is None:
        return [Fault(stage, "rules_unscored")] if picked else []
    if not 0 <= score <= MAX_SCORE:
        return [Fault(stage, "out_of_range")]
    if grade.outcome == "not_sales":
        return [Fault(stage, "scored_not_sales")]
    overruled = score != score_by_rules(rules, picked, stage)
    return [Fault(stage, "overruled")] if overruled and not grade.comments.get(stage, "").strip() else []
