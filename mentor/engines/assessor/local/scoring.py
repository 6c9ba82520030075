"""The rubric applied to the facts of a call: every point lost names its rule and its place."""

from __future__ import annotations

from collections.abc import Sequence

from ...rubric import STAGES, Rule
from ..port import Deduction, Moment, Outcome, StageScore
from ..scoring import Course, score_course
from .acts import TaggedCall
from .detectors import CATALOGUE
from .facts import Facts
from .objections import Answer

# These rules are deducted at the stage where the thing was said, whatever stage they are written under;
# ``Course.counted`` finds one that takes points, so that saying it costs points wherever it is said.
FLOATING = frozenset({"forbidden_phrase"})
_LIKELY = 0.5


def score_stages(facts: Facts) -> dict[str, StageScore]:
    """Scores of the five stages; None where a stage could not take place."""
    course = Course(
        outcome=facts.outcome,
        answered=could_answer(facts.call, facts.outcome, facts.answers),
        not_reached=frozenset(stage for stage, sure in facts.null.items() if sure >= _LIKELY),
        left_before=frozenset(stage for stage, sure in facts.left.items() if sure >= _LIKELY),
    )
    found: dict[str, list[Deduction]] = {stage: [] for stage in STAGES}
    for stage in STAGES:
        for rule in facts.call.profile.rubric.of_stage(stage):
            for place in _breaches(facts, rule):
                target = place_of_points(facts.call, course, rule, place)
                found[target].append(Deduction(rule.code, rule.wording, rule.points, place))
    return score_course(course, found)


def place_of_points(call: TaggedCall, course: Course, rule: Rule, place: Moment | None) -> str:
    """The stage at which this breach of a rule costs its points."""
    if rule.detector not in FLOATING or place is None:
        return rule.stage
    return course.counted(stage_of(call, place))


def _breaches(facts: Facts, rule: Rule) -> list[Moment | None]:
    detector = CATALOGUE.get(rule.detector or "")
    return detector(facts, rule) if detector else []


def could_answer(call: TaggedCall, outcome: Outcome, answers: Sequence[Answer]) -> bool:
    """Was there an objection, and time to answer it before the line was cut."""
    if outcome != "interrupted":
        return bool(answers)
    return any(a.reply is not None and len(call.of("client", after=a.reply)) > 1 for a in answers)


def stage_of(call: TaggedCall, place: Moment) -> str:
    """The stage in which an utterance of the manager stands."""
    index = place.utterance
    managers = call.of("manager")
    if any(o.utterance < index <= o.utterance + 2 for o in call.objections):
        return "objections"
    if call.has(index, "present"):
        return "presentation"
    if index in managers[:2]:
        return "greeting"
    if index in managers[-3:]:
        return "closing"
    pitches = call.where("present")
    return "discovery" if not pitches or index < pitches[0] else "presentation"
