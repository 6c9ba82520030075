"""Stress marks: U+0301 after the stressed vowel, as dictionaries print it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ...text.morphology import parses

MARK = "\u0301"
_WORD = re.compile(r"[А-ЯЁа-яё]+")
_WRITTEN = re.compile(r"[а-яё]*\+[аеёиоуыэюя][а-яё]*", re.IGNORECASE)


def stressed(text: str, stresses: Mapping[str, str]) -> str:
    """The text with every form of the given names marked; forms that move the stressed vowel away are left bare."""
    known = {_key(name): marked for name, marked in stresses.items()}

    def mark(match: re.Match[str]) -> str:
        word = match[0]
        marked = known.get(_key(word)) or (_marked_form(word, known) if word[0].isupper() else None)
        if marked is None or MARK not in marked:
            return word
        at = marked.index(MARK)
        return word[:at] + MARK + word[at:] if _key(word[:at]) == _key(marked[:at]) else word

    return _WORD.sub(mark, text)


def _marked_form(word: str, known: Mapping[str, str]) -> str | None:
    """The marked dictionary form of a name in another case."""
    names = (
        _key(str(one.normal_form)) for one in parses(word.lower()) if "Name" in one.tag or "Surn" in one.tag
    )
    return next((known[name] for name in names if name in known), None)


def stresses_of(written: str) -> dict[str, str]:
    """Words as an integrator writes them, «+» before the stressed vowel, by line or comma, as ``stressed`` takes them.

    Raises ``ValueError`` with the first piece that is no such word.
    """
    found = {}
    for piece in re.split(r"[\s,;]+", written.strip()) if written.strip() else ():
        if not _WRITTEN.fullmatch(piece):
            raise ValueError(piece)
        found[piece.replace("+", "")] = re.sub(r"\+(.)", rf"\1{MARK}", piece)
    return found


def _key(name: str) -> str:
    return name.replace(MARK, "").lower().replace("ё", "е")


def with_plus(text: str) -> str:
    """Marks as SpeechKit wants them: «+» before the vowel."""
    return re.sub(rf"(\w){MARK}", r"+\1", text)


def with_apostrophe(text: str) -> str:
    """Marks as SaluteSpeech wants them: «'» after the vowel."""
    return text.replace(MARK, "'")


def bare(text: str) -> str:
    """Without marks, for voices that do not know them."""
    return text.replace(MARK, "")
