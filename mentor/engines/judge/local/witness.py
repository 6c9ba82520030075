"""The second witness of a verdict: words of the whole talk, and words that it shares with the recommendation.

The matcher hears points one by one and misses what is said between them; plain words of both sides hear the drift of
the talk and miss what turns it. ``verdict.decide`` adds their log-odds; points and quotes are the matcher's.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from ...conversation import Conversation
from ...text.normal import stem, words_of
from .matcher.encoder import Array

WEIGHTS = Path(__file__).with_name("weights-words.npz")


def grams(recommendation: str, conversation: Conversation) -> set[str]:
    """Words and pairs of words of each side, words shared with the recommendation, and their share in tenths."""
    found: set[str] = set()
    wanted = {stem(w) for w in words_of(recommendation)}
    for turn in conversation.utterances:
        words = [stem(w) for w in words_of(turn.text)]
        side = turn.speaker[0]
        found |= {f"{side}:{w}" for w in words} | {f"{side}:{a} {b}" for a, b in pairwise(words)}
        found |= {f"shared:{w}" for w in words if w in wanted}
    shared = sum(name.startswith("shared:") for name in found)
    return found | {f"share:{min(9, 10 * shared // max(1, len(wanted)))}"}


class Witness:
    """Linear weights of words for none, partial and full."""

    def __init__(self, names: list[str], weights: Array) -> None:
        """``weights``: (words + 1, 3); the last row is what holds without any word."""
        self._rows = {name: row for row, name in enumerate(names)}
        self._weights = weights

    def odds(self, recommendation: str, conversation: Conversation) -> Array:
        """Log-odds of none, partial and full: (3,)."""
        rows = [
            self._rows[name] for name in sorted(grams(recommendation, conversation)) if name in self._rows
        ]
        known = self._weights[rows].sum(axis=0) / np.sqrt(max(1, len(rows)))
        return np.asarray(known + self._weights[-1], dtype=np.float32)


def from_file(path: Path) -> Witness:
    """Weights of a file that ``evaluation.matcher.witness`` wrote."""
    with np.load(path) as arrays:
        return Witness([str(name) for name in arrays["names"]], arrays["weights"].astype(np.float32))


@cache
def shipped_witness() -> Witness:
    """The weights in the repository."""
    return from_file(WEIGHTS)
