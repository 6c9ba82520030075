"""How much of a text other clients have already been told: runs of five words that both hold."""

from __future__ import annotations

import re
from collections.abc import Iterable

RUN = 5
# Two texts may share a quarter of the shorter one: the company's own terms and the specification's form.
MOST_SHARED = 0.25
_WORD = re.compile(r"[^\W_]+")


def runs(text: str) -> frozenset[tuple[str, ...]]:
    """Distinct runs of ``RUN`` words, lower-cased."""
    words = _WORD.findall(text.lower())
    return frozenset(tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def most_shared(text: str, others: Iterable[frozenset[tuple[str, ...]]]) -> float:
    """The greatest share, 0–1, of the shorter text's runs that it has in common with one of ``others``."""
    own = runs(text)
    return max((len(own & each) / max(1, min(len(own), len(each))) for each in others), default=0.0)
