"""Trains the linear heads of the local assessor from ``evaluation/corpus``.

    python -m evaluation.train_assessor    # writes mentor/engines/assessor/local/weights.json

Deterministic; numpy only; about a minute on one core for the shipped weights.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from mentor.engines.assessor.local import samples
from mentor.engines.assessor.local.linear import WEIGHTS, Head, Heads

from .labelled import Labelled, with_noise
from .material import training_material

STEPS = 220
LEARNING_RATE = 0.08
MIN_COUNT = 6
KEEP = 0.03
# Readers differ in how often they take a point; the first readers' habit is the one that is shipped.
GUEST = "guest"
# Breaches that are rare beside how they sound: the bias is set so that they are found as often as they are labelled.
MATCHED = frozenset(
    {"no_need_question", "one_need_question", "closed_questions_only", "no_terms", "no_need_summary"}
)
# (penalty of acts and counts, penalty of words) by feature space, chosen by leave-one-company-out log-loss.
PENALTIES = {
    "utterance": (0.6, 4.0),
    "answer": (5.0, 15.0),
    "ending": (0.4, 5.0),
    "loss": (2.5, 6.0),
    "discovery": (3.0, 9.0),
    "presentation": (0.4, 4.0),
    "closing": (0.6, 2.2),
    "reached": (5.0, 15.0),
}


def collect(calls: list[Labelled]) -> dict[str, dict[str, list[Any]]]:
    """Examples by call id: ``{call id: {space: [(features, {head: 0/1}, weight)]}}``, clean and noisy copies."""
    out = {}
    for call in calls:
        spaces: dict[str, list[Any]] = defaultdict(list)
        own = [GUEST] if call.guest else []
        for copy, weight in ((call, 1.0), (with_noise(call, seed=7), 0.5)):
            for space, examples in samples.examples(copy.conversation, copy.profile, call.gold).items():
                spaces[space] += [(features + own, labels, weight) for features, labels in examples]
        out[call.id] = spaces
    return out


def _is_word(name: str) -> bool:
    return name.split(":", 1)[0].endswith("w") or name.startswith("first:")


def fit_space(examples: list[Any], penalties: tuple[float, float]) -> dict[str, Head]:
    """All heads of one feature space by logistic regression (Adam on the whole set, L2)."""
    counts: dict[str, float] = defaultdict(float)
    for features, _, _ in examples:
        for name in features:
            counts[name] += 1
    vocabulary = {name: i for i, name in enumerate(sorted(n for n, c in counts.items() if c >= MIN_COUNT))}
    names = sorted({head for _, labels, _ in examples for head in labels})
    for_acts, for_words = penalties
    penalty = np.array([for_words if _is_word(n) else for_acts for n in vocabulary])
    heads = {}
    for head in names:
        rows = [(features, labels[head], weight) for features, labels, weight in examples if head in labels]
        matched = head.removeprefix("rule:") in MATCHED
        heads[head] = _fit(rows, vocabulary, penalty, matched=matched)
    return heads


def _prevalence_shift(z: Any, y: Any, weight: Any) -> float:
    """The shift of the bias that answers yes as often as the labels do (else a rare breach is never seen)."""
    order = np.argsort(-z, kind="stable")
    reached = np.cumsum(weight[order])
    wanted = float((y * weight).sum())
    last = int(np.searchsorted(reached, wanted))
    if last + 1 >= len(z):
        return 0.0
    middle = (z[order[last]] + z[order[last + 1]]) / 2
    return float(-middle) * 0.8


def _fit(rows: list[Any], vocabulary: dict[str, int], penalty: Any, *, matched: bool) -> Head:
    indices = [[vocabulary[n] for n in dict.fromkeys(f) if n in vocabulary] for f, _, _ in rows]
    flat = np.array([i for row in indices for i in row], dtype=np.int64)
    owner = np.repeat(np.arange(len(rows)), [len(row) for row in indices])
    y = np.array([label for _, label, _ in rows], dtype=float)
    weight = np.array([w for _, _, w in rows])
    total = weight.sum()
    share = min(0.98, max(0.02, float((y * weight).sum() / total)))
    w = np.zeros(len(vocabulary))
    bias = np.log(share / (1 - share))
    m, v, mb, vb = np.zeros_like(w), np.zeros_like(w), 0.0, 0.0
    for step in range(1, STEPS + 1):
        z = np.bincount(owner, weights=w[flat], minlength=len(rows)) + bias
        error = (1 / (1 + np.exp(-np.clip(z, -30, 30))) - y) * weight
        gradient = np.bincount(flat, weights=error[owner], minlength=len(w)) + penalty * w
        gradient_bias = float(error.sum())
        m, v = 0.9 * m + 0.1 * gradient, 0.99 * v + 0.01 * gradient**2
        mb, vb = 0.9 * mb + 0.1 * gradient_bias, 0.99 * vb + 0.01 * gradient_bias**2
        rate = LEARNING_RATE * (1 - step / (STEPS * 1.1))
        w -= rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.99**step)) + 1e-8)
        bias -= rate * (mb / (1 - 0.9**step)) / (np.sqrt(vb / (1 - 0.99**step)) + 1e-8)
    if matched:
        logits = np.bincount(owner, weights=w[flat], minlength=len(rows)) + bias
        bias += _prevalence_shift(logits, y, weight)
    kept = {name: round(float(w[i]), 3) for name, i in vocabulary.items() if abs(w[i]) >= KEEP}
    return Head(round(float(bias), 4), kept)


def train(collected: dict[str, dict[str, list[Any]]], ids: set[str]) -> Heads:
    """Heads from the examples of the given calls."""
    spaces: dict[str, list[Any]] = defaultdict(list)
    for call_id in sorted(ids):
        for space, examples in collected[call_id].items():
            spaces[space] += examples
    heads: dict[str, Head] = {}
    for space in sorted(spaces):
        heads |= fit_space(spaces[space], PENALTIES[space])
    return Heads(heads)


def write(heads: Heads, path: Path) -> None:
    data = {
        "heads": {
            name: {"bias": h.bias, "weights": dict(sorted(h.weights.items()))}
            for name, h in sorted(heads.heads.items())
        }
    }
    path.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def main() -> None:
    collected = collect(training_material().calls)
    write(train(collected, set(collected)), WEIGHTS)
    print(f"{WEIGHTS}: {WEIGHTS.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
