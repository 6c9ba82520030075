"""What the company's experts have taught: passages that they graded shift the judgement of passages like them.

Nothing is trained: a new call is compared with the graded moments, and a near one of the same rule speaks for or
against the breach. Only near ones count, so a company with no grades is judged as before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from ...profile import GradedMoment
from ...text.meaning import alike
from ...text.quotes import sentences
from .acts import TaggedCall

NEAR: Final = 0.72
"""Passages less alike than this say nothing about each other."""
WEIGHT: Final = 3.5
"""Log-odds that an identical passage is worth."""
MOST: Final = 60
"""Graded moments of one rule that are looked at, newest first."""


@lru_cache(maxsize=64)
def by_rule(graded: tuple[GradedMoment, ...]) -> dict[str, tuple[GradedMoment, ...]]:
    """The newest moments of each rule."""
    found: dict[str, list[GradedMoment]] = defaultdict(list)
    for moment in graded:
        if moment.rule_code and moment.quote.strip() and len(found[moment.rule_code]) < MOST:
            found[moment.rule_code].append(moment)
    return {rule: tuple(moments) for rule, moments in found.items()}


def shift(call: TaggedCall, rule: str, utterances: Iterable[int]) -> float:
    """Log-odds to add to «the rule is broken», from what was graded in passages like those of ``utterances``."""
    moments = by_rule(call.profile.graded).get(rule)
    if not moments:
        return 0.0
    passages = [text for i in utterances for text in _passages(call.text(i))]
    strongest = {True: 0.0, False: 0.0}
    for moment in moments:
        likeness = max((alike(moment.quote, passage) for passage in passages), default=0.0)
        if likeness >= NEAR:
            weight = WEIGHT * (likeness - NEAR) / (1.0 - NEAR) * 0.6 + WEIGHT * 0.4
            strongest[moment.broke] = max(strongest[moment.broke], weight)
    return strongest[True] - strongest[False]


@lru_cache(maxsize=4096)
def _passages(text: str) -> tuple[str, ...]:
    parts = [text[s.start : s.end] for s in sentences(text)]
    return tuple(dict.fromkeys([text, *parts]))
