"""The witnesses of every judgement, weighed: heads over named features, the reader's network, the experts' grades.

The heads lean on wordings and counts, the network on meaning in context; where they disagree, the surer one wins.
Weights were chosen on companies that neither had seen (``evaluation/README.md``); the rules of the rubric are applied
to the answers elsewhere (``detectors``).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from .acts import TaggedCall
from .experience import shift
from .linear import Heads
from .reader.reading import Reading

# family of questions → (weight of the heads, weight of the reader, shift of the log-odds)
BLEND: Final[Mapping[str, tuple[float, float, float]]] = {
    "objects": (0.5, 0.5, 0.3),
    "kind": (0.4, 0.6, 0.0),
    "handled": (0.3, 0.7, 0.0),
    "answer": (0.55, 0.45, 0.0),
    "outcome": (0.25, 0.75, 0.0),
    "reason": (0.4, 0.6, 0.0),
    "lost_stage": (0.3, 0.7, 0.0),
    "greeting": (1.0, 0.2, 0.0),
    "discovery": (0.15, 0.85, 0.0),
    "presentation": (0.25, 0.75, 0.0),
    "closing": (0.3, 0.7, 0.0),
    "course": (0.25, 0.75, 0.0),
}
# Service that sounds like a sale was taken for one ten times as often as the other way round: companies left out tell.
NOT_SALES: Final = 0.7
# How much a cue of the greeting weighs, as log-odds: a name or a hello is told by its words nearly always.
CUE_ODDS: Final = 2.0
# Turns of the manager after an objection in which an answer that experts graded is looked for.
REPLIES: Final = 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """Both witnesses of one call."""

    call: TaggedCall
    heads: Heads
    reading: Reading

    def objects(self, index: int, features: Iterable[str]) -> float:
        """0–1: does the client's utterance object."""
        return self._odds(
            "objects", self._logit("objection", features), self.reading.answer(index, "objects")
        )

    def kind(self, index: int, features: Iterable[str]) -> str:
        """The likeliest kind of an objection."""
        heads = self.heads.logits("kind", features)
        seen = {kind: self.reading.act(index, f"obj_{kind}") for kind in heads}
        return best_of(_blended("kind", heads, seen))

    def handled(self, index: int, features: Iterable[str]) -> float:
        """0–1: was the objection handled."""
        return self._odds("handled", self._logit("handled", features), self.reading.answer(index, "handled"))

    def broken_answer(self, rule: str, index: int, features: Iterable[str]) -> float:
        """0–1: does the answer to an objection break a rule of the fourth stage."""
        taught = shift(self.call, rule, self.call.of("manager", after=index)[:REPLIES])
        return self._odds(
            "answer", self._logit(f"answer:{rule}", features), self.reading.answer(index, rule), taught
        )

    def outcome(self, features: Iterable[str]) -> dict[str, float]:
        """Log-odds of the outcomes."""
        found = _blended("outcome", self.heads.logits("outcome", features), self.reading.outcome)
        found["not_sales"] += NOT_SALES
        return found

    def reason(self, features: Iterable[str]) -> dict[str, float]:
        """Log-odds of the reasons of a loss."""
        return _blended("reason", self.heads.logits("reason", features), self.reading.reason)

    def lost_stage(self, features: Iterable[str]) -> str:
        """The likeliest stage of a loss, «1» to «5»."""
        return best_of(
            _blended("lost_stage", self.heads.logits("lost_stage", features), self.reading.lost_stage)
        )

    def rule(self, stage: str, rule: str, features: Iterable[str]) -> float:
        """0–1: is a rule of a stage broken, by the heads' features and by the reader."""
        taught = shift(self.call, rule, self.call.of("manager"))
        return self._odds(stage, self._logit(f"rule:{rule}", features), self.reading.rules[rule], taught)

    def greeting_rule(self, rule: str, *, heard: bool) -> float:
        """0–1: is a rule of the greeting broken; ``heard``: a cue of the wanted thing was heard."""
        taught = shift(self.call, rule, self.call.of("manager"))
        return self._odds("greeting", -CUE_ODDS if heard else CUE_ODDS, self.reading.rules[rule], taught)

    def course(self, name: str, features: Iterable[str]) -> float:
        """0–1: was a stage never reached (``null_…``, ``left_…``)."""
        return self._odds("course", self._logit(name, features), self.reading.course[name])

    def _logit(self, name: str, features: Iterable[str]) -> float:
        return self.heads.heads[name].logit(features)

    @staticmethod
    def _odds(family: str, heads: float, reader: float, taught: float = 0.0) -> float:
        first, second, bias = BLEND[family]
        odds = first * heads + second * reader + bias + taught
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))


def _blended(family: str, heads: Mapping[str, float], reader: Mapping[str, float]) -> dict[str, float]:
    first, second, _ = BLEND[family]
    return {name: first * heads[name] + second * reader[name] for name in sorted(heads)}


def best_of(scores: Mapping[str, float]) -> str:
    """The highest; ties go to the alphabetically first."""
    return max(sorted(scores), key=lambda name: scores[name])
