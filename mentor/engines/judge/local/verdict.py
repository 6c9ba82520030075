"""From what the matcher hears of each point to states with quotes, a verdict and its degree: readable rules.

Every point said is full, none is none, anything between is partial; as the matcher is never sure, these are the odds
of all, no and some points being said. Words of the whole talk (``witness``) weigh in, but never against the points:
nothing is full where most points were not said, nor none where all were. The degree grows with the expected share of
points said, within its class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...assessor.local.acts import TaggedCall
from ...text.meaning import carried
from ...text.quotes import sentences
from ..port import Fulfilled, Point, PointState
from .matcher.encoder import Array
from .matcher.inputs import Inputs, Unit
from .matcher.network import FAR, LEAST_PARTIAL, UNSURE, Outs

VERDICTS: tuple[Fulfilled, ...] = ("none", "partial", "full")
MOST_WORDS_OF_QUOTE = 25
# Only this many units, the likeliest ones, stand for a point: many slight chances in a long talk are no evidence.
MOST_UNITS = 3
# In a call of more units than the usual one each of them is less likely, before it is read, to carry a point.
USUAL_UNITS = 8
# How much the log-odds of the points and of the words weigh; chosen over companies left out.
POINTS, WORDS = 0.5, 0.3
IMPOSSIBLE = -9.0


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


def decide(heard: Sequence[Heard], scale: Array, words: Array) -> tuple[Fulfilled, float]:
    """The class and the degree; ``scale`` (3, 2) weighs the points' log-odds, ``words`` (3,) join them."""
    odds = np.clip([h.said for h in heard], UNSURE, 1 - UNSURE)
    full, none = float(np.log(odds).sum()), float(np.log(1 - odds).sum())
    partial = float(np.log(max(LEAST_PARTIAL, 1 - np.exp(full) - np.exp(none))))
    both = POINTS * _shares(np.array([none, partial, full]) * scale[:, 0] + scale[:, 1]) + WORDS * _shares(
        words
    )
    said = sum(state_of(h) == "said" for h in heard)
    both[0] += IMPOSSIBLE * (said == len(heard))
    both[2] += IMPOSSIBLE * (2 * said < len(heard) or not said)
    verdict = VERDICTS[int(both.argmax())]
    share = float(odds.mean())
    degrees = {"none": 0.2 * share, "partial": 0.15 + 0.7 * share, "full": 0.85 + 0.1 * share}
    low, high = {"none": (0.0, 0.2), "partial": (0.3, 0.75), "full": (0.85, 1.0)}[verdict]
    return verdict, round(min(high, max(low, degrees[verdict])), 2)


def _shares(odds: Array) -> Array:
    """Logarithms of shares that add up to one."""
    away = odds - odds.max()
    return np.asarray(away - np.log(np.exp(away).sum()))


def state_of(heard: Heard) -> PointState:
    """The likeliest of said, its opposite and absent."""
    if max(heard.said, heard.opposite) < 1.0 - heard.said - heard.opposite:
        return "absent"
    return "said" if heard.said >= heard.opposite else "opposite"


def point_of(text: str, heard: Heard, inputs: Inputs, call: TaggedCall) -> Point:
    """The likeliest state; said or its opposite only with the manager's words that carry it."""
    state = state_of(heard)
    if state == "absent":
        return Point(text, state, None)
    at = heard.said_at if state == "said" else heard.opposite_at
    return Point(text, state, quote(text, inputs.units[inputs.own[at]], call))


def quote(point: str, unit: Unit, call: TaggedCall) -> str:
    """The unit verbatim; of a long one the sentence that carries most of the point."""
    whole = call.text(unit.utterance)[unit.start : unit.end]
    if len(unit.words) <= MOST_WORDS_OF_QUOTE:
        return whole.strip()
    parts = [whole[s.start : s.end] for s in sentences(whole)]
    return max(parts, key=lambda part: carried(part, point), default=whole).strip()
