"""The rubric applied to the facts of a call: every point lost names its rule and its place."""

from __future__ import annotations

from ...rubric import MAX_SCORE, NOT_REACHED_RULE, STAGES, Rule
from ..port import Deduction, Moment, StageScore
from .acts import TaggedCall
from .detectors import CATALOGUE
from .facts import Facts

NOT_REACHED_CODE = "not_reached"
# These rules are deducted at the stage where the thing was said, whatever stage they are written under.
FLOATING = frozenset({"forbidden_phrase"})
_UNJUDGED = StageScore(None)
_NOT_REACHED = StageScore(0, (Deduction(NOT_REACHED_CODE, NOT_REACHED_RULE, MAX_SCORE, None),))
_LIKELY = 0.5


def score_stages(facts: Facts) -> dict[str, StageScore]:
    """Scores of the five stages; None where a stage could not take place."""
    if facts.outcome == "not_sales":
        return dict.fromkeys(STAGES, _UNJUDGED)
    found: dict[str, list[Deduction]] = {stage: [] for stage in STAGES}
    for stage in STAGES:
        for rule in facts.call.profile.rubric.of_stage(stage):
            for place in _breaches(facts, rule):
                target = _stage_of(facts.call, place) if rule.detector in FLOATING and place else stage
                found[target].append(Deduction(rule.code, rule.wording, rule.points, place))
    return {stage: _stage_score(facts, stage, found[stage]) for stage in STAGES}


def _breaches(facts: Facts, rule: Rule) -> list[Moment | None]:
    detector = CATALOGUE.get(rule.detector or "")
    return detector(facts, rule) if detector else []


def _stage_score(facts: Facts, stage: str, deductions: list[Deduction]) -> StageScore:
    if stage == "objections":
        judged = bool(facts.answers) and not _cut_in_answer(facts)
        return _sum(deductions) if judged else _UNJUDGED
    if stage != "greeting":
        if _not_reached_blamelessly(facts, stage):
            return _UNJUDGED
        if facts.outcome == "lost" and facts.left[stage] >= _LIKELY:
            return _NOT_REACHED
    return _sum(deductions)


def _not_reached_blamelessly(facts: Facts, stage: str) -> bool:
    """Did the talk end before a stage through no fault of the manager."""
    if facts.outcome == "interrupted" and stage == "closing":
        return True
    return facts.outcome in ("lost", "interrupted") and facts.null[stage] >= _LIKELY


def _cut_in_answer(facts: Facts) -> bool:
    """Was the line cut while the only objection was being answered."""
    if facts.outcome != "interrupted":
        return False
    return all(a.reply is None or len(facts.call.of("client", after=a.reply)) <= 1 for a in facts.answers)


def _sum(deductions: list[Deduction]) -> StageScore:
    return StageScore(max(0, MAX_SCORE - sum(d.points for d in deductions)), tuple(deductions))


def _stage_of(call: TaggedCall, place: Moment) -> str:
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
