"""Trains the local judge's linear heads from ``evaluation/corpus/followups`` and its minimal pairs.

    python -m evaluation.train_judge   # writes mentor/engines/judge/local/weights.json

Deterministic; numpy only; seconds on one core. ``measure_followups --leave-one-out`` uses the same functions.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mentor.engines.assessor.local.tagger import tag_call
from mentor.engines.judge.local.features import Features, Match, Read, match_point, point_kinds, read_followup
from mentor.engines.judge.local.linear import WEIGHTS, Head, Heads
from mentor.engines.judge.local.points import split_points
from mentor.engines.judge.local.reach import nobody_reached
from mentor.engines.judge.local.verdict import Judged, call_figures, judge_point

from .labelled_followups import LabelledFollowup, damaged, load_followups

CORPUS = Path(__file__).parent / "corpus"
TRAINING_SEED = 7
# L2 penalties by head, chosen by leave-one-company-out log-loss.
PENALTY = {"said": 12.0, "opposite": 12.0, "some": 12.0, "full": 12.0, "degree": 12.0, "agreed": 6.0}
SAID = {"said": 1.0, "half": 0.5, "absent": 0.0, "opposite": 0.0}
FOIL_WEIGHT = 0.15
GENERIC = frozenset({"apology", "agree", "step", "ban"})
OPPOSITE = {"said": 0.0, "half": 0.3, "absent": 0.0, "opposite": 1.0}


Row = tuple[Features, float, float]


@dataclass(frozen=True)
class Sample:
    """One reading of a follow-up (as given or damaged) with its points' features and labels."""

    company: str
    read: Read
    points: tuple[tuple[str, Match], ...]
    gold: dict[str, Any]
    weight: float


def corpus() -> list[LabelledFollowup]:
    return load_followups(CORPUS, contrast=False) + load_followups(CORPUS, contrast=True)


def prepare(items: Iterable[LabelledFollowup]) -> list[Sample]:
    """Clean and damaged readings of every follow-up in which somebody was spoken to."""
    found = []
    for item in items:
        points = split_points(item.recommendation)
        for copy, weight in ((item, 1.0), (damaged(item, TRAINING_SEED), 0.5)):
            read = read_followup(tag_call(copy.conversation, copy.profile))
            if not read.passages or nobody_reached(read.call):
                continue
            matches = tuple(
                (p, match_point(p, read, n / max(1, len(points) - 1))) for n, p in enumerate(points)
            )
            found.append(Sample(item.company, read, matches, item.gold, weight))
    return found


def foils(items: Sequence[LabelledFollowup]) -> list[Sample]:
    """Each recommendation beside a call about something else of the same company: its content was not said there.

    Apologies, agreement and steps may stand in any call, so such points are left without a label.
    """
    found = []
    ordinary = [i for i in items if i.twin_of is None]
    for item in ordinary:
        others = [o for o in ordinary if o.company == item.company]
        others = [o for o in others if o.recommendation != item.recommendation and o.id != item.id]
        if not others:
            continue
        other = others[sum(map(ord, item.id)) % len(others)]
        points = split_points(item.recommendation)
        read = read_followup(tag_call(other.conversation, other.profile))
        if not read.passages or nobody_reached(read.call):
            continue
        matches = tuple((p, match_point(p, read, n / max(1, len(points) - 1))) for n, p in enumerate(points))
        labels = [{"text": p, "state": "absent"} for p in points if not set(point_kinds(p)) & GENERIC]
        gold = {"fulfilled": "none", "degree": 0.1, "returned": other.gold["returned"], "points": labels}
        found.append(Sample(item.company, read, matches, gold, FOIL_WEIGHT))
    return found


def fit(rows: Sequence[Row], penalty: float, *, logistic: bool = True) -> Head:
    """Logistic or least-squares regression by Newton's method; L2 on standardised figures, none on the bias."""
    names = sorted({name for figures, _, _ in rows for name in figures})
    x = np.array([[figures.get(n, 0.0) for n in names] for figures, _, _ in rows])
    y = np.array([label for _, label, _ in rows])
    weight = np.array([w for _, _, w in rows])
    mean, spread = x.mean(axis=0), x.std(axis=0)
    keep = spread > 1e-6
    names = [n for n, k in zip(names, keep, strict=True) if k]
    x, mean, spread = (x[:, keep] - mean[keep]) / spread[keep], mean[keep], spread[keep]
    x = np.hstack([x, np.ones((len(x), 1))])
    ridge = np.diag([penalty] * len(names) + [1e-6])
    w = np.zeros(x.shape[1])
    for _ in range(25 if logistic else 1):
        z = x @ w
        p = 1 / (1 + np.exp(-np.clip(z, -30, 30))) if logistic else z
        curve = weight * (p * (1 - p) + 1e-9) if logistic else weight
        step = np.linalg.solve((x.T * curve) @ x + ridge, x.T @ (weight * (y - p)) - ridge @ w)
        w = w + step
        if np.abs(step).max() < 1e-8:
            break
    raw = w[:-1] / spread
    return Head(
        round(float(w[-1] - (raw * mean).sum()), 5),
        {n: round(float(v), 5) for n, v in zip(names, raw, strict=True)},
    )


def point_heads(samples: Sequence[Sample]) -> tuple[Head, Head]:
    """«Said» and «opposite» of one point."""
    said, opposite = [], []
    for sample in samples:
        states = {p["text"]: p["state"] for p in sample.gold.get("points", [])}
        for text, match in sample.points:
            state = states.get(text, "inapplicable")
            if state != "inapplicable":
                said.append((match.features, SAID[state], sample.weight))
                opposite.append((match.features, OPPOSITE[state], sample.weight))
    return fit(said, PENALTY["said"]), fit(opposite, PENALTY["opposite"])


def _judged(sample: Sample, said: Head, opposite: Head) -> tuple[Judged, ...]:
    return tuple(judge_point(text, match, said, opposite) for text, match in sample.points)


def train(samples: Sequence[Sample]) -> Heads:
    """All heads. The verdict heads learn from points that were judged by heads trained on the other companies."""
    rows: dict[str, list[Row]] = {"some": [], "full": [], "degree": [], "agreed": []}
    for company in sorted({s.company for s in samples}):
        said, opposite = point_heads([s for s in samples if s.company != company])
        for sample in (s for s in samples if s.company == company):
            figures = call_figures(_judged(sample, said, opposite), sample.read)
            verdict = sample.gold["fulfilled"]
            rows["some"].append((figures, float(verdict != "none"), sample.weight))
            if verdict != "none":
                rows["full"].append((figures, float(verdict == "full"), sample.weight))
            rows["degree"].append((figures, float(sample.gold["degree"]), sample.weight))
            rows["agreed"].append((sample.read.whole, float(sample.gold["returned"]), sample.weight))
    said, opposite = point_heads(samples)
    heads = {name: fit(rows[name], PENALTY[name], logistic=name != "degree") for name in rows}
    return Heads(said=said, opposite=opposite, **heads)


def write(heads: Heads, path: Path) -> None:
    names = ("said", "opposite", "some", "full", "degree", "agreed")
    data = {
        "heads": {
            n: {"bias": getattr(heads, n).bias, "weights": dict(getattr(heads, n).weights)} for n in names
        }
    }
    path.write_text(json.dumps(data, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def main() -> None:
    items = corpus()
    write(train(prepare(items) + foils(items)), WEIGHTS)
    print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
