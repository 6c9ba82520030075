"""Linear heads over named features: weights from the corpus, readable, applied by adding them up.

A head answers one question about an utterance, an answer to an objection, or a block of the call («is it an
objection», «was the need summed up»). It never gives points: the rules in ``detectors`` do, from the tags.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

WEIGHTS = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class Head:
    """One yes/no question: the probability is the logistic of bias plus the weights of present features."""

    bias: float
    weights: Mapping[str, float]

    def logit(self, features: Iterable[str]) -> float:
        """Sum of evidence; features are counted once each."""
        weights = self.weights
        return self.bias + sum(weights.get(name, 0.0) for name in features)

    def probability(self, features: Iterable[str]) -> float:
        """0–1."""
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, self.logit(features)))))


@dataclass(frozen=True, slots=True)
class Heads:
    """All heads by name. ``several`` questions (outcome, kind) are families of heads named ``family:value``."""

    heads: Mapping[str, Head] = field(default_factory=dict)

    def probability(self, name: str, features: Iterable[str]) -> float:
        """Answer of one head."""
        return self.heads[name].probability(features)

    def best(self, family: str, features: Iterable[str]) -> tuple[str, float]:
        """The likeliest value of a family and its logit; ties go to the alphabetically first."""
        present = list(features)
        prefix = family + ":"
        scored = sorted(
            (
                (head.logit(present), name.removeprefix(prefix))
                for name, head in self.heads.items()
                if name.startswith(prefix)
            ),
            key=lambda pair: (-pair[0], pair[1]),
        )
        return scored[0][1], scored[0][0]

    def logits(self, family: str, features: Iterable[str]) -> dict[str, float]:
        """Logits of all values of a family."""
        present = list(features)
        prefix = family + ":"
        return {
            n.removeprefix(prefix): h.logit(present) for n, h in self.heads.items() if n.startswith(prefix)
        }

    @staticmethod
    def from_json(text: str) -> Heads:
        """Heads from the file that the training script writes."""
        raw = json.loads(text)
        return Heads({name: Head(float(h["bias"]), dict(h["weights"])) for name, h in raw["heads"].items()})


@cache
def shipped_heads() -> Heads:
    """The weights in the repository."""
    return Heads.from_json(WEIGHTS.read_text(encoding="utf-8"))
