"""Phrases: at the level of lemmas («надумаете — звоните» is also «надумаешь, звони»), and by their meaning."""

from __future__ import annotations

from .cues import Span
from .encoder.nearness import blended
from .meaning import carried, gist
from .morphology import lemma
from .normal import normalise
from .quotes import sentences


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


# A sentence must hold nearly all that a phrase means; a single telling word is no phrase that can be said otherwise.
MEANS, LEAST_TELLING = 0.85, 2


def place_of_phrase(text: str, phrase: str) -> Span | None:
    """Where ``text`` says ``phrase`` in its own words, or the sentence that means it in others; None where nowhere.

    «Скидку дать не можем» is also «мы никак не можем дать вам скидку»; what denies it does not mean it.
    """
    exact = contains_phrase(text, phrase)
    if exact is not None or len(gist(phrase).lemmas) < LEAST_TELLING:
        return exact
    return next((s for s in sentences(text) if _means(text[s.start : s.end], phrase)), None)


def _means(sentence: str, phrase: str) -> bool:
    return blended("phrases", carried(sentence, phrase), sentence, phrase) >= MEANS


def says_phrase(text: str, phrase: str) -> bool:
    """Whether ``text`` says ``phrase``, in these words or in others of the same meaning."""
    return place_of_phrase(text, phrase) is not None
