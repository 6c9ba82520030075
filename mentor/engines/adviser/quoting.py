"""Words of a call that can be shown or said as they stand: clean, short, with their punctuation."""

from __future__ import annotations

import re

from ..text.cues import Cues, Span
from ..text.morphology import is_known, part_of_speech
from ..text.normal import words_of

MOST_WORDS = 7
_TELLING_LETTERS = 6
_OPENING = re.compile(r"^(?:а|но|и|ну|да|ой|так|вот|что)\s+", re.IGNORECASE)
_CLAUSE = re.compile(r"[^,.!?…;:()—]+")
_RAW_WORDS = 6
_BARE_ENDS = frozenset({"PREP", "CONJ", "PRCL"})
_SLANG = Cues(
    "задниц~", "блин", "фиг~", "хрен~", "черт~", "жоп~", "нафиг", "ваще", "щас", "че", "чо", "шо", "та"
)


def is_raw(text: str) -> bool:
    """Is it a recogniser's output: no capitals or stops in more than a few words."""
    plain = text.strip()
    if len(plain.split()) < _RAW_WORDS:
        return plain[:1].islower() and plain[-1:] not in ".!?…"
    return not re.search(r"[.,!?…]", plain) or plain == plain.lower()


def clauses(text: str) -> list[Span]:
    """Pieces between stops and commas, without blanks at their ends."""
    found: list[Span] = []
    for match in _CLAUSE.finditer(text):
        piece = match.group()
        left = match.start() + len(piece) - len(piece.lstrip())
        right = match.end() - (len(piece) - len(piece.rstrip()))
        if right > left:
            found.append(Span(left, right))
    return found


def clean(piece: str, *, least: int = 2, most: int = MOST_WORDS) -> bool:
    """Can ``piece`` be repeated: short, of known words, no slang, not torn off at its end."""
    said = words_of(piece)
    if not least <= len(said) <= most or piece in _SLANG:
        return False
    if not all(is_known(w) or w.isdecimal() for w in said):
        return False
    return part_of_speech(said[-1]) not in _BARE_ENDS or len(said[-1]) > 3


def short_quote(text: str, place: Span | None = None) -> str | None:
    """The clean clause of ``text`` that holds ``place`` (the first one without a place); None where there is none."""
    if is_raw(text):
        return None
    for span in clauses(text):
        if place is not None and (span.end <= place.start or span.start >= place.end):
            continue
        piece = text[span.start : span.end].strip(' «»„“"')
        if text[span.start : span.end].count("«") != text[span.start : span.end].count("»"):
            continue
        piece = _OPENING.sub("", piece)
        telling = len(words_of(piece)) > 2 or any(len(w) >= _TELLING_LETTERS for w in words_of(piece))
        return piece if telling and clean(piece) else None
    return None
