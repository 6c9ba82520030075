"""From what the matcher hears of each point to states with quotes, a verdict and its degree: readable rules.

Every point said is full, none is none, anything between is partial; as the matcher is never sure, these are the odds
of all, no and some points being said. The degree grows with the expected share of points said, within its class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...assessor.local.acts import TaggedCall
from ...text.meaning import carried
from ...text.quotes import sentences
from ..port import Fulfilled, Point
from .matcher.encoder import Array
from .matcher.inputs import Inputs, Unit
from .matcher.network import FAR, LEAST_PARTIAL, UNSURE, Outs

VERDICTS: tuple[Fulfilled, ...] = ("none", "partial", "full")
MOST_WORDS_OF_QUOTE = 25
# Only this many units, the likeliest ones, stand for a point: many slight chances in a long talk are no evidence.
MOST_UNITS = 3
# In a call of more units than the usual one each of them is less likely, before it is read, to carry a point.
USUAL_UNITS = 8


@dataclass(frozen=True, slots=True)
class Heard:
    """One point: probabilities 0–1, and the surest unit of the manager for each."""

    said: float
    opposite: float
    said_at: int
    opposite_at: int


def hear(outs: Outs) -> tuple[Heard, ...]:
    """One softmax a point over all its cells and its absence."""
    found = []
    for here, against, absent in zip(outs.said, outs.opposite, outs.absent, strict=True):
        said, opposite = _likeliest(here, against)
        odds = np.exp(np.concatenate([said, opposite, [absent]]) - max(said.max(), opposite.max(), absent))
        odds = odds / odds.sum()
        said, opposite = odds[: len(said)], odds[len(said) : -1]
        found.append(
            Heard(float(said.sum()), float(opposite.sum()), int(said.argmax()), int(opposite.argmax()))
        )
    return tuple(found)


def _likeliest(said: Array, opposite: Array) -> tuple[Array, Array]:
    """The log-odds of a few units, the others put out of reach; smaller in a long call."""
    if len(said) <= MOST_UNITS:
        return said, opposite
    spoken = np.maximum(said, opposite)
    near = np.zeros(len(said), dtype=bool)
    near[np.argsort(-spoken, kind="stable")[:MOST_UNITS]] = True
    less = np.log(max(1.0, len(said) / USUAL_UNITS))
    return np.where(near, said - less, FAR), np.where(near, opposite - less, FAR)


def decide(heard: Sequence[Heard], scale: Array) -> tuple[Fulfilled, float]:
    """The class and the degree; ``scale`` (3, 2) weighs the log-odds of the classes."""
    odds = np.clip([h.said for h in heard], UNSURE, 1 - UNSURE)
    full, none = float(np.log(odds).sum()), float(np.log(1 - odds).sum())
    partial = float(np.log(max(LEAST_PARTIAL, 1 - np.exp(full) - np.exp(none))))
    verdict = VERDICTS[int((np.array([none, partial, full]) * scale[:, 0] + scale[:, 1]).argmax())]
    share = float(odds.mean())
    degrees = {"none": 0.2 * share, "partial": 0.15 + 0.7 * share, "full": 0.85 + 0.1 * share}
    low, high = {"none": (0.0, 0.2), "partial": (0.3, 0.75), "full": (0.85, 1.0)}[verdict]
    return verdict, round(min(high, max(low, degrees[verdict])), 2)


def point_of(text: str, heard: Heard, inputs: Inputs, call: TaggedCall) -> Point:
    """The likeliest state; said or its opposite only with the manager's words that carry it."""
    if max(heard.said, heard.opposite) < 1.0 - heard.said - heard.opposite:
        return Point(text, "absent", None)
    if heard.said >= heard.opposite:
        return Point(text, "said", quote(text, inputs.units[inputs.own[heard.said_at]], call))
    return Point(text, "opposite", quote(text, inputs.units[inputs.own[heard.opposite_at]], call))


def quote(point: str, unit: Unit, call: TaggedCall) -> str:
    """The unit verbatim; of a long one the sentence that carries most of the point."""
    whole = call.text(unit.utterance)[unit.start : unit.end]
    if len(unit.words) <= MOST_WORDS_OF_QUOTE:
        return whole.strip()
    parts = [whole[s.start : s.end] for s in sentences(whole)]
    return max(parts, key=lambda part: carried(part, point), default=whole).strip()
