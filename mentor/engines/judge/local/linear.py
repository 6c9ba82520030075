"""Linear heads over named figures: readable weights, standardised by the training set's own mean and spread."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WEIGHTS = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class Head:
    """Bias plus weight × figure; a figure that is not named counts as 0."""

    bias: float
    weights: Mapping[str, float]

    def logit(self, figures: Mapping[str, float]) -> float:
        """The sum."""
        return self.bias + sum(w * figures.get(name, 0.0) for name, w in self.weights.items())

    def probability(self, figures: Mapping[str, float]) -> float:
        """0–1."""
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, self.logit(figures)))))


@dataclass(frozen=True, slots=True)
class Heads:
    """``said`` and ``opposite`` judge a point; ``some`` (not none), ``full``, ``degree``, ``agreed`` the follow-up."""

    said: Head
    opposite: Head
    some: Head
    full: Head
    degree: Head
    agreed: Head

    @staticmethod
    def from_json(text: str) -> Heads:
        """Heads from the file that the training script writes."""
        raw = json.loads(text)
        return Heads(**{name: Head(float(h["bias"]), dict(h["weights"])) for name, h in raw["heads"].items()})


@cache
def shipped_heads() -> Heads:
    """The weights in the repository."""
    return Heads.from_json(WEIGHTS.read_text(encoding="utf-8"))
