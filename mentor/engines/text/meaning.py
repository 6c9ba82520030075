"""How alike two short passages are in meaning: words in any form, near words by their vectors, figures; 0–1.

Symmetrical, order-free. It tells «the same thing said again» from «something else», not assent from denial.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .morphology import lemma
from .normal import normalise
from .numbers import is_number_word, numbers
from .vectors import Vector, matrix, rarity
from .words import words as word_list

FAR, NEAR = 0.45, 0.85
_FUNCTION = word_list("functional")
_DENIALS = frozenset({"не", "ни", "нет", "нельзя"})


@dataclass(frozen=True, slots=True)
class Gist:
    """Content words of a passage with their weights and unit vectors, the figures, and whether it denies."""

    lemmas: tuple[str, ...]
    weights: Vector
    vectors: Vector
    figures: frozenset[int]
    denies: bool


@lru_cache(maxsize=16384)
def gist(text: str) -> Gist:
    """What a passage is about."""
    said = normalise(text).words
    kept = tuple(
        lemma(w)
        for w in said
        if w not in _FUNCTION and len(w) > 2 and not is_number_word(w) and w not in _DENIALS
    )
    weights = np.array([rarity(word) for word in kept], dtype=np.float32)
    return Gist(kept, weights, matrix(kept), frozenset(numbers(text)), any(w in _DENIALS for w in said))


def alike(left: str, right: str) -> float:
    """0–1. Passages without content words are alike only where their words are the same."""
    a, b = gist(left), gist(right)
    if not a.lemmas or not b.lemmas:
        return float(normalise(left).words == normalise(right).words)
    near = np.clip((a.vectors @ b.vectors.T - FAR) / (NEAR - FAR), 0.0, 1.0)
    same = np.array([[x == y for y in b.lemmas] for x in a.lemmas], dtype=np.float32)
    pairs = np.maximum(same, 0.9 * near)
    forth = float((a.weights * pairs.max(axis=1)).sum() / a.weights.sum())
    back = float((b.weights * pairs.max(axis=0)).sum() / b.weights.sum())
    score = 2 * forth * back / (forth + back) if forth + back else 0.0
    if a.figures and b.figures and not a.figures & b.figures:
        score *= 0.9
    return score * (0.75 if a.denies != b.denies else 1.0)


def carried(passage: str, wanted: str) -> float:
    """0–1: how much of what ``wanted`` means a longer ``passage`` carries."""
    a, b = gist(wanted), gist(passage)
    if not a.lemmas or not b.lemmas:
        return float(bool(a.lemmas == b.lemmas) and normalise(wanted).text in normalise(passage).text)
    near = np.clip((a.vectors @ b.vectors.T - FAR) / (NEAR - FAR), 0.0, 1.0)
    same = np.array([[x == y for y in b.lemmas] for x in a.lemmas], dtype=np.float32)
    held = np.maximum(same, 0.9 * near).max(axis=1)
    share = float((a.weights * held).sum() / a.weights.sum())
    return share * (0.75 if a.denies != b.denies else 1.0)
