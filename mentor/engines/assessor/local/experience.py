"""What the company's experts have taught: passages that they graded, and how strict they are about each rule.

Nothing is trained: a new call is compared with the graded moments, and a near one of the same rule speaks for or
against the breach; a rule that the experts take clearly more or less often than the engine does is taken more or less
readily. A company with no grades is judged as before. ``evaluation.measure_experience`` prints what it brings.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from ...profile import GradedMoment, Habit
from ...text.meaning import alike
from ...text.quotes import sentences
from .acts import TaggedCall

NEAR: Final = 0.72
"""Passages less alike than this say nothing about each other."""
WEIGHT: Final = 3.5
"""Log-odds that an identical passage is worth."""
MOST: Final = 60
"""Graded moments of one rule that are looked at, newest first."""
CLEARLY: Final = 2
"""Calls by which the experts and the engine must differ; one call is chance."""
FURTHEST: Final = 3.0
"""Log-odds that strictness may shift a rule by, at most."""


@lru_cache(maxsize=64)
def by_rule(graded: tuple[GradedMoment, ...]) -> dict[str, tuple[GradedMoment, ...]]:
    """The newest moments of each rule."""
    found: dict[str, list[GradedMoment]] = defaultdict(list)
    for moment in graded:
        if moment.rule_code and moment.quote.strip() and len(found[moment.rule_code]) < MOST:
            found[moment.rule_code].append(moment)
    return {rule: tuple(moments) for rule, moments in found.items()}


@lru_cache(maxsize=64)
def by_habit(habits: tuple[Habit, ...]) -> dict[str, float]:
    """Log-odds by which the experts of the company take each rule more readily than the engine did."""
    found = {}
    for habit in habits:
        if abs(habit.by_experts - habit.by_engine) >= CLEARLY:
            wanted = _odds(habit.by_experts, habit.graded) - _odds(habit.by_engine, habit.graded)
            found[habit.rule_code] = max(-FURTHEST, min(FURTHEST, wanted))
    return found


def _odds(taken: int, graded: int) -> float:
    """Log-odds of a share, with one call added to each side so that none and all stay finite."""
    return math.log((taken + 1) / (graded - taken + 1))


def shift(call: TaggedCall, rule: str, utterances: Iterable[int]) -> float:
    """Log-odds to add to «the rule is broken»: by strictness, by what was graded in passages like ``utterances``."""
    strictness = by_habit(call.profile.habits).get(rule, 0.0)
    moments = by_rule(call.profile.graded).get(rule)
    if not moments:
        return strictness
    passages = [text for i in utterances for text in _passages(call.text(i))]
    strongest = {True: 0.0, False: 0.0}
    for moment in moments:
        likeness = max((alike(moment.quote, passage) for passage in passages), default=0.0)
        if likeness >= NEAR:
            weight = WEIGHT * (likeness - NEAR) / (1.0 - NEAR) * 0.6 + WEIGHT * 0.4
            strongest[moment.broke] = max(strongest[moment.broke], weight)
    return strictness + strongest[True] - strongest[False]


@lru_cache(maxsize=4096)
def _passages(text: str) -> tuple[str, ...]:
    parts = [text[s.start : s.end] for s in sentences(text)]
    return tuple(dict.fromkeys([text, *parts]))
