"""How much of what was said was heard wrong: word and letter errors, marks aside."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MARKS = re.compile(r"[^а-яa-z0-9 ]")


def word_errors(said: Sequence[str], heard: Sequence[str]) -> float:
    """Wrong, lost and added words over the words said; 0 where nothing was said."""
    return _share([plain(text).split() for text in said], [plain(text).split() for text in heard])


def letter_errors(said: Sequence[str], heard: Sequence[str]) -> float:
    """The same of letters and spaces."""
    return _share([plain(text) for text in said], [plain(text) for text in heard])


def distance(one: Sequence[str], other: Sequence[str]) -> int:
    """The least number of replaced, lost and added items (Levenshtein)."""
    row = list(range(len(other) + 1))
    for number, item in enumerate(one, start=1):
        before, row[0] = row[0], number
        for at, its in enumerate(other, start=1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (item != its))
    return row[-1]


def _share(said: Sequence[Sequence[str]], heard: Sequence[Sequence[str]]) -> float:
    total = sum(map(len, said))
    return sum(distance(a, b) for a, b in zip(said, heard, strict=True)) / total if total else 0.0


def plain(text: str) -> str:
    """Lower case, no marks, «е» for «ё»: what is compared."""
    return " ".join(_MARKS.sub(" ", text.lower().replace("ё", "е")).split())
