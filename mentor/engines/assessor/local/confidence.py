"""How sure the engine is of a whole judgement: the chance that an expert would leave it as it is.

«As it is»: the same outcome, the same stages without a score, every other score within one point. The margins of the
engine's own answers are turned into that chance by weights fitted on companies left out
(``python -m evaluation.measure_confidence``). It says nothing about rules that no witness was asked about (company
rules, the greeting) nor about quotes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from ..port import StageScore
from .facts import BLOCK_RULES, Facts
from .objections import Answer

# Log-odds that the outcome is right: weights of margin, rules, answers, and a constant; then of the stages, if it is.
OUTCOME = (0.67, -0.099, -0.286, 0.66)
STAGES = (-0.37, -0.487, 1.546)
LEAST_SHARE = 1e-6


@dataclass(frozen=True, slots=True)
class Margins:
    """``outcome``: log-odds of the outcome against all others; ``rules``, ``answers``: points that hang in the balance.

    A rule of P points that is broken with probability p has P · min(p, 1 - p) of them. ``answers``: of the objection
    where most hang.
    """

    outcome: float
    rules: float
    answers: float


def margins(facts: Facts, stages: Mapping[str, StageScore]) -> Margins:
    """What the engine was not sure of in this call."""
    share = min(1.0 - LEAST_SHARE, max(LEAST_SHARE, facts.ending.sure))
    points = {rule.detector: rule.points for rule in facts.call.profile.rubric.rules if rule.enabled}
    rules = sum(
        points.get(rule, 0) * _doubt(facts.missed[rule])
        for stage, codes in BLOCK_RULES.items()
        if stages[stage].score is not None
        for rule in codes
    )
    answers = max((_in_balance(each, points) for each in facts.answers), default=0.0)
    return Margins(math.log(share / (1.0 - share)), rules, answers)


def confidence(facts: Facts, stages: Mapping[str, StageScore]) -> float:
    """0–1, to a thousandth."""
    found = margins(facts, stages)
    outcome = _chance(OUTCOME, found.outcome, found.rules, found.answers)
    return round(outcome * _chance(STAGES, found.rules, found.answers), 3)


def _in_balance(answer: Answer, points: Mapping[str | None, int]) -> float:
    return sum(points.get(rule, 0) * _doubt(odds) for rule, odds in answer.missed.items())


def _doubt(probability: float) -> float:
    return min(probability, 1.0 - probability)


def _chance(weights: tuple[float, ...], *values: float) -> float:
    odds = sum(w * v for w, v in zip(weights, (*values, 1.0), strict=True))
    return 1.0 / (1.0 + math.exp(-odds))
