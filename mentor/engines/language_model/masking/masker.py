"""Replaces personal data by placeholders and puts it back."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from ...text.morphology import lemma, name_in_nominative
from ...text.normal import close, normalise, words_of
from .names import NameFinder, people_by_tagger
from .patterns import Found, Kind, find_patterns
from .spoken import find_spoken

# A model may lose a bracket's twin, change case or grow an ending: «[имя 1]у» is still the first name.
_PLACEHOLDER = re.compile(
    r"[\[(]\s*(ИМЯ|ТЕЛЕФОН|ПОЧТА|КАРТА|ПАСПОРТ|АДРЕС)\s*(\d+)\s*[\])](?:[а-яё]{1,3}(?![а-яё]))?", re.I
)
_RANK: dict[Kind, int] = {"ПОЧТА": 0, "КАРТА": 1, "ПАСПОРТ": 2, "ТЕЛЕФОН": 3, "АДРЕС": 4, "ИМЯ": 5}


@dataclass(frozen=True, slots=True)
class Piece:
    """One placeholder: its range in the masked text and the range of the original that it hides."""

    start: int
    end: int
    from_start: int
    from_end: int


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without personal data, with the way back to the original."""

    text: str
    original: str
    pieces: tuple[Piece, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The original half-open range behind ``start:end``; a placeholder that is touched counts whole."""
        return self._back(start, first=True), self._back(end, first=False)

    def _back(self, at: int, *, first: bool) -> int:
        number = bisect_right([p.start for p in self.pieces], at if first else at - 1) - 1
        if number < 0:
            return at
        piece = self.pieces[number]
        if (piece.start <= at < piece.end) if first else (piece.start < at <= piece.end):
            return piece.from_start if first else piece.from_end
        return piece.from_end + at - piece.end


class UnknownPlaceholderError(ValueError):
    """A text names somebody whom nothing sent had."""


class Masker:
    """One request's placeholders: the same person has the same one in every text.

    ``known`` are full names from headers and lists; ``texts`` everything that will be sent, so that a name that is
    recognised in one place is hidden in all.
    """

    def __init__(self, *, known: Iterable[str | None], company: str, texts: Iterable[str]) -> None:
        names = [name for name in known if name]
        self._finder = NameFinder(names, company, people_by_tagger(texts))
        self._known = [(w, "".join(words_of(w))) for name in names for w in name.split()]
        self._labels: dict[tuple[Kind, str], str] = {}
        self._values: dict[str, str] = {}
        self._counts: dict[Kind, int] = {}

    def mask(self, text: str) -> Masked:
        """``text`` with every finding replaced."""
        out: list[str] = []
        pieces: list[Piece] = []
        at, size = 0, 0
        for found in self.find(text):
            label = self._label(found.kind, text[found.start : found.end])
            out += [text[at : found.start], label]
            start = size + found.start - at
            pieces.append(Piece(start, start + len(label), found.start, found.end))
            size, at = start + len(label), found.end
        out.append(text[at:])
        return Masked("".join(out), text, tuple(pieces))

    def find(self, text: str) -> list[Found]:
        """What would be hidden in ``text``: ranges in order that do not overlap."""
        found = [*find_patterns(text), *find_spoken(text), *self._finder.find(text)]
        found.sort(key=lambda f: (_RANK[f.kind], f.start - f.end, f.start))
        kept: list[Found] = []
        for each in found:
            if all(each.end <= other.start or each.start >= other.end for other in kept):
                kept.append(each)
        return sorted(kept, key=lambda f: f.start)

    def restore(self, text: str) -> str:
        """``text`` with the data put back, names in the nominative. Raises ``UnknownPlaceholderError``."""
        return _PLACEHOLDER.sub(self._value, text)

    def restore_known(self, text: str) -> str:
        """As ``restore``; a placeholder that nothing sent had stays as it is."""
        return _PLACEHOLDER.sub(lambda m: self._values.get(f"[{m[1].upper()}{int(m[2])}]", m[0]), text)

    def _value(self, match: re.Match[str]) -> str:
        label = f"[{match[1].upper()}{int(match[2])}]"
        if label not in self._values:
            raise UnknownPlaceholderError(label)
        return self._values[label]

    def _label(self, kind: Kind, value: str) -> str:
        key = self._key(kind, value)
        if (kind, key) not in self._labels:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            label = f"[{kind}{self._counts[kind]}]"
            self._labels[kind, key] = label
            self._values[label] = key if kind == "ИМЯ" else value
        return self._labels[kind, key]

    def _key(self, kind: Kind, value: str) -> str:
        """One person in all forms of the name, one phone in all its writings."""
        normal = normalise(value)
        if kind != "ИМЯ":
            return "".join(normal.words)
        word = "".join(normal.words)
        for given, plain in self._known:
            if lemma(word) == lemma(plain) or (len(word) > 4 and close(word, plain)):
                return given
        return name_in_nominative(value)
