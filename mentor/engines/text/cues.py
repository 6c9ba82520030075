"""Cues: closed lists of word patterns, matched on the normal form, found again in the original text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from .normal import normalise


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of an utterance's original text."""

    start: int
    end: int


class Cues:
    """Patterns of one act. A pattern starts at a word's beginning; end it with ``$`` or a blank to fix its end.

    ``~`` stands for any ending of a word: ``"удобн~ говорить"``.
    """

    __slots__ = ("_compiled",)

    def __init__(self, *patterns: str) -> None:
        parts = (pattern.replace("~", r"\w*") for pattern in patterns)
        self._compiled = re.compile(r"\b(?:" + "|".join(parts) + r")\b")

    def find(self, text: str) -> Span | None:
        """The first place in the original ``text``, or None."""
        normal = normalise(text)
        match = self._compiled.search(normal.text)
        if match is None or match.start() == match.end():
            return None
        return Span(*normal.span(match.start(), match.end()))

    def all(self, text: str) -> list[Span]:
        """All places in the original ``text``."""
        normal = normalise(text)
        return [
            Span(*normal.span(m.start(), m.end()))
            for m in self._compiled.finditer(normal.text)
            if m.start() < m.end()
        ]

    def remove(self, text: str) -> str:
        """The normal form of ``text`` without the cues."""
        return self._compiled.sub(" ", normalise(text).text)

    def last(self, text: str) -> Span | None:
        """The last place in the original ``text``, or None."""
        found = self.all(text)
        return found[-1] if found else None

    def __contains__(self, text: str) -> bool:
        return self._compiled.search(normalise(text).text) is not None


def load_cues(path: Path) -> dict[str, Cues]:
    """Cue lists of one file: ``[name]`` heads a list, ``;`` stands between its patterns, ``#`` begins a comment line.

    The lists are data: wordings may be added without touching the code that uses them.
    """
    sections: dict[str, list[str]] = {}
    name = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            name = line[1:-1]
            sections[name] = []
        elif line.strip() and not line.startswith("#"):
            sections[name].append(line.strip())
    return {
        key: Cues(*(pattern.strip() for pattern in " ".join(lines).split(";") if pattern.strip()))
        for key, lines in sections.items()
    }
