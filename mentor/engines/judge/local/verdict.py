"""From points to a verdict: figures of all points together, three classes, a degree that agrees with its class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..port import Fulfilled
from .features import Features, Match, Read
from .linear import Head, Heads

BANDS: dict[Fulfilled, tuple[float, float]] = {
    "none": (0.0, 0.2),
    "partial": (0.3, 0.75),
    "full": (0.85, 1.0),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A point's match with its two probabilities."""

    text: str
    match: Match
    said: float
    opposite: float


# A point of which the nearest passage shares less than this has nothing to be quoted for it.
LEAST_SHARED, UNPROVEN = 0.12, 0.3


def judge_point(text: str, match: Match, said: Head, opposite: Head) -> Judged:
    """Probabilities of one point; without a passage that shares anything with it, neither is believed."""
    names = ("best soft", "best meaning", "best numbers")
    proven = max(match.features.get(name, 0.0) for name in names) >= LEAST_SHARED
    most = 1.0 if proven else UNPROVEN
    return Judged(
        text,
        match,
        min(most, said.probability(match.features)),
        min(most, opposite.probability(match.features)),
    )


def call_figures(points: Sequence[Judged], read: Read) -> Features:
    """Figures of the whole follow-up for the verdict heads."""
    said = [p.said for p in points]
    core = [p.said for p in points if "kind apology" not in p.match.features] or said
    against = [p.opposite for p in points]
    ordered = sorted(said)
    steps = [p.said for p in points if "kind step" in p.match.features]
    found: Features = {
        "mean": sum(said) / len(said),
        "core": sum(core) / len(core),
        "least": ordered[0],
        "second least": ordered[min(1, len(ordered) - 1)],
        "most": ordered[-1],
        "core most": max(core),
        "against": sum(against) / len(against),
        "most against": max(against),
        "last": said[-1],
        "step point": steps[-1] if steps else 0.5,
        "share": sum(p > 0.5 for p in said) / len(said),
        "all": float(ordered[0] > 0.5),
        "nothing": float(max(core) < 0.5),
    }
    return found | {f"call {name}": value for name, value in read.whole.items()}


def decide(figures: Features, heads: Heads) -> tuple[Fulfilled, float]:
    """The class, and the degree held inside the class's band."""
    if heads.some.probability(figures) < 0.5:
        verdict: Fulfilled = "none"
    else:
        verdict = "full" if heads.full.probability(figures) >= 0.5 else "partial"
    low, high = BANDS[verdict]
    return verdict, round(min(high, max(low, heads.degree.logit(figures))), 2)
