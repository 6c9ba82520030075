"""The floor to beat: words and pairs of words of the follow-up, and words shared with the recommendation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mentor.engines.judge.local.witness import grams

from .labelled_followups import LabelledFollowup

CLASSES = ("none", "partial", "full")
MIN_COUNT, PENALTY, STEPS, RATE = 2, 1.0, 300, 0.05
Floats = NDArray[np.float64]


class BagOfWords:
    """Multinomial logistic regression over words and pairs, a second one for «agreed»; deterministic."""

    def __init__(self, items: Sequence[LabelledFollowup]) -> None:
        heard = [grams(item.recommendation, item.conversation) for item in items]
        counts = Counter(name for found in heard for name in found)
        self._index = {n: i for i, n in enumerate(sorted(n for n, c in counts.items() if c >= MIN_COUNT))}
        x = np.array([self._row(found) for found in heard])
        verdicts = np.array([[float(i.gold["fulfilled"] == c) for c in CLASSES] for i in items])
        agreed = np.array([[float(i.gold["returned"]), float(not i.gold["returned"])] for i in items])
        self._verdict, self._agreed = softmax_fit(x, verdicts), softmax_fit(x, agreed)
        self._degrees = [
            float(np.mean([i.gold["degree"] for i in items if i.gold["fulfilled"] == c] or [0.5]))
            for c in CLASSES
        ]

    def _row(self, found: set[str]) -> Floats:
        row = np.zeros(len(self._index) + 1)
        row[-1] = 1.0
        hits = [self._index[n] for n in found if n in self._index]
        row[hits] = 1.0 / np.sqrt(max(1, len(hits)))
        return row

    def verdict_weights(self) -> tuple[list[str], Floats]:
        """Words in the order of their rows, and the weights of none, partial and full; the bias is the last row."""
        return list(self._index), self._verdict

    def judge(self, item: LabelledFollowup) -> tuple[str, float, bool]:
        """Class, the mean degree of that class in training, agreed."""
        row = self._row(grams(item.recommendation, item.conversation))
        best = int(np.argmax(row @ self._verdict))
        agreed = row @ self._agreed
        return CLASSES[best], self._degrees[best], bool(agreed[0] > agreed[1])


def softmax_fit(x: Floats, y: Floats) -> Floats:
    """Adam on the whole set; the last column of ``x`` is the bias."""
    w = np.zeros((x.shape[1], y.shape[1]))
    m, v = np.zeros_like(w), np.zeros_like(w)
    for step in range(1, STEPS + 1):
        z = x @ w
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        gradient = x.T @ (p - y) + PENALTY * 0.01 * w
        m, v = 0.9 * m + 0.1 * gradient, 0.99 * v + 0.01 * gradient**2
        w -= RATE * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.99**step)) + 1e-8)
    return w
