"""One normal form of a spoken text, with the way back to the original characters.

Cues are matched on the normal form (lower case, «ё» as «е», no punctuation), so a telephony transcript and a
recogniser's raw output look the same; quotes are cut from the original, so they stay verbatim.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .words import words as word_list

_ENDINGS = sorted(word_list("endings"), key=lambda ending: (-len(ending), ending))
_WORD = re.compile(r"[0-9a-zа-я]+")
_LETTERS = re.compile(r"[^\W_]+")
_MIN_STEM = 3
_MAX_STEM = 7


@dataclass(frozen=True, slots=True)
class Normal:
    """``text`` is words joined by single blanks; ``origin[i]`` is the original index of its character ``i``."""

    text: str
    origin: tuple[int, ...]
    words: tuple[str, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Original half-open range of the normal range ``start:end`` (``start < end``)."""
        return self.origin[start], self.origin[end - 1] + 1


@lru_cache(maxsize=8192)
def normalise(text: str) -> Normal:
    """Lower-case words of ``text`` without punctuation; ``ё`` becomes ``е``."""
    low = text.lower()
    if len(low) != len(text):
        # a few letters grow in lower case («İ»): only one-to-one letters can be traced back
        low = "".join(small if len(small := letter.lower()) == 1 else " " for letter in text)
    low = low.replace("ё", "е")
    words: list[str] = []
    origin: list[int] = []
    blank = 0
    for match in _LETTERS.finditer(low):
        if words:
            origin.append(blank)
        words.append(match.group())
        origin.extend(range(match.start(), match.end()))
        blank = match.end()
    return Normal(" ".join(words), tuple(origin), tuple(words))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A crude Russian stem: one ending off, at most seven letters; equal for most forms of one word."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _MIN_STEM:
            return word[: -len(ending)][:_MAX_STEM]
    return word[:_MAX_STEM]


def stems(text: str) -> tuple[str, ...]:
    """Stems of all words of ``text`` in order."""
    return tuple(stem(word) for word in normalise(text).words)


def words_of(text: str) -> tuple[str, ...]:
    """Normal words of ``text`` in order."""
    return normalise(text).words


def has_cyrillic(text: str) -> bool:
    """Is most of the letters Cyrillic."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum("а" <= c.lower() <= "я" or c in "ёЁ" for c in letters) * 2 > len(letters)


def close(left: str, right: str) -> bool:
    """Equal but for one letter's slip (replaced, lost, added or swapped); short words must be equal."""
    if left == right:
        return True
    if min(len(left), len(right)) < 5 or abs(len(left) - len(right)) > 1:
        return False
    return edit_distance(left, right, 1) <= 1


def edit_distance(left: str, right: str, limit: int) -> int:
    """Levenshtein distance with transpositions, or ``limit + 1`` once it is over ``limit``."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    previous = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        current = [i]
        for j, b in enumerate(right, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, previous = previous, current
    return previous[-1]
