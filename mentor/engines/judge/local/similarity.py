"""How much of a point's meaning a passage carries: words, vectors of words, meanings, figures, pieces of words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ...text.normal import close, normalise
from .reading import Words, content, figures, meanings
from ...text.vectors import Vector

FAR, NEAR = 0.35, 0.75


@dataclass(frozen=True, slots=True)
class Likeness:
    """Shares 0–1 of a point found in a passage; ``numbers`` is None where the point names none."""

    words: float
    soft: float
    meaning: float
    shared_meanings: int
    grams: float
    whole: float
    numbers: float | None

    @property
    def total(self) -> float:
        """One figure to choose the best passage by."""
        numbers = 0.0 if self.numbers is None else self.numbers
        return 1.2 * self.soft + 0.8 * self.words + 0.9 * self.meaning + 0.6 * self.grams + 0.5 * numbers


def likeness(point: str, passage: str, hidden: frozenset[str]) -> Likeness:
    """Compare one point with one passage."""
    wanted, said = content(point, hidden), content(passage, hidden)
    exact = _exact(wanted, said)
    near = np.maximum(exact, _near(wanted, said))
    weights = wanted.weights
    total = float(weights.sum()) or 1.0
    asked, held = meanings(point), meanings(passage)
    needed, heard = figures(point), figures(passage)
    return Likeness(
        words=float((weights * exact).sum()) / total,
        soft=float((weights * near).sum()) / total,
        meaning=len(asked & held) / len(asked) if asked else 0.0,
        shared_meanings=len(asked & held),
        grams=_gram_share(point, passage),
        whole=_cosine(wanted, said),
        numbers=len(needed & heard) / len(needed) if needed else None,
    )


def shared_words(wanted: Words, said: Words) -> float:
    """Weight of the words of a point that a text says, in the same or a near word."""
    if not len(wanted.lemmas):
        return 0.0
    return float((wanted.weights * np.maximum(_exact(wanted, said), _near(wanted, said))).sum())


def _exact(wanted: Words, said: Words) -> Vector:
    lemmas, stems = set(said.lemmas), set(said.stems)
    found = [
        float(
            lemma in lemmas
            or stem in stems
            or any(other[:2] == stem[:2] and close(stem, other) for other in stems)
        )
        for lemma, stem in zip(wanted.lemmas, wanted.stems, strict=True)
    ]
    return np.array(found, dtype=np.float32)


def _near(wanted: Words, said: Words) -> Vector:
    if not len(wanted.lemmas) or not len(said.lemmas):
        return np.zeros(len(wanted.lemmas), dtype=np.float32)
    best = (wanted.vectors @ said.vectors.T).max(axis=1)
    return np.asarray(np.clip((best - FAR) / (NEAR - FAR), 0.0, 1.0) * 0.9, dtype=np.float32)


def _cosine(left: Words, right: Words) -> float:
    a = (left.vectors * left.weights[:, None]).sum(axis=0)
    b = (right.vectors * right.weights[:, None]).sum(axis=0)
    norm = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / norm if norm else 0.0


@lru_cache(maxsize=8192)
def _grams(text: str) -> frozenset[str]:
    return frozenset(w[i : i + 4] for w in normalise(text).words if len(w) > 4 for i in range(len(w) - 3))


def _gram_share(point: str, passage: str) -> float:
    wanted = _grams(point)
    return len(wanted & _grams(passage)) / len(wanted) if wanted else 0.0
