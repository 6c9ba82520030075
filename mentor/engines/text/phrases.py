"""Exact phrases at the level of lemmas: «надумаете — звоните» is also «надумаешь, звони»."""

from __future__ import annotations

from .cues import Span
from .morphology import lemma
from .normal import normalise


def contains_phrase(text: str, phrase: str) -> Span | None:
    """Where ``text`` says ``phrase``: the same lemmas in the same order, side by side; None where it does not."""
    normal = normalise(text)
    wanted = [lemma(w) for w in normalise(phrase).words]
    if not wanted or len(wanted) > len(normal.words):
        return None
    said = [lemma(w) for w in normal.words]
    for start in range(len(said) - len(wanted) + 1):
        if said[start : start + len(wanted)] == wanted:
            first = sum(len(w) + 1 for w in normal.words[:start])
            last = first + sum(len(w) + 1 for w in normal.words[start : start + len(wanted)]) - 1
            return Span(*normal.span(first, last))
    return None
