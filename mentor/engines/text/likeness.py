"""How alike two short passages are: by the content words they share, in any form. No model, same answer always."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from .morphology import lemma
from .normal import words_of
from .quotes import sentences
from .words import words as word_list

_FUNCTION_WORDS = word_list("functional")


@lru_cache(maxsize=8192)
def content(text: str) -> frozenset[str]:
    """Lemmas of the content words of ``text``; of all its words where it has no others."""
    said = words_of(text)
    telling = [word for word in said if word not in _FUNCTION_WORDS and len(word) > 1]
    return frozenset(lemma(word) for word in telling or said)


def likeness(left: str, right: str) -> float:
    """Shared content words over the shorter and the longer passage (their Dice share), 0–1."""
    one, other = content(left), content(right)
    if not one or not other:
        return 0.0
    return 2 * len(one & other) / (len(one) + len(other))


def nearest_sentence(text: str, phrases: Iterable[str]) -> str:
    """The sentence of ``text`` that is most like one of the phrases, verbatim; the first of equals."""
    parts = [text[span.start : span.end] for span in sentences(text)]
    wanted = [content(phrase) for phrase in phrases]
    return max(
        parts,
        key=lambda part: max((len(content(part) & each) / max(1, len(each)) for each in wanted), default=0.0),
        default=text.strip(),
    )


def groups(how_many: int, are_alike: Callable[[int, int], bool]) -> list[list[int]]:
    """Indices 0 … ``how_many`` - 1 that are alike, directly or through others; largest groups first, each in order."""
    parent = list(range(how_many))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for one in range(how_many):
        for other in range(one):
            if root(one) != root(other) and are_alike(one, other):
                parent[root(one)] = root(other)
    found: dict[int, list[int]] = {}
    for at in range(how_many):
        found.setdefault(root(at), []).append(at)
    return sorted(found.values(), key=lambda group: (-len(group), group[0]))
