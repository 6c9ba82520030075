"""Cutting a verbatim quote: the sentence around a place, or a window of words where there are no sentences."""

from __future__ import annotations

import re

from .cues import Span

_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)")
_WORD = re.compile(r"\S+")
MAX_WORDS = 26
_BEFORE = 9


def sentences(text: str) -> list[Span]:
    """Sentences of ``text`` as ranges without outer blanks; the whole text where there is no punctuation."""
    spans: list[Span] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        _append(spans, text, start, match.end())
        start = match.end()
    _append(spans, text, start, len(text))
    return spans


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = end - (len(piece) - len(piece.rstrip()))
    if right > left:
        spans.append(Span(left, right))


_INNER = str.maketrans("«»", "„“")


def inside_quotes(text: str) -> str:
    """Words as they stand within «…»: marks around the whole of them fall away, inner ones become „…“."""
    words = text.strip()
    if words.startswith("«") and words.find("»") == len(words) - 1:
        words = words[1:-1]
    return words.translate(_INNER)


def quote_at(text: str, place: Span | None = None) -> str:
    """A verbatim part of ``text``: the sentences that hold ``place`` (the beginning of the text without one).

    Long unpunctuated speech is cut to at most ``MAX_WORDS`` words around the place.
    """
    place = place or Span(0, 1)
    holding = [s for s in sentences(text) if s.end > place.start and s.start < place.end]
    if not holding:
        return text.strip()
    start, end = holding[0].start, holding[-1].end
    words = [m for m in _WORD.finditer(text) if m.start() >= start and m.end() <= end]
    if len(words) <= MAX_WORDS:
        return text[start:end]
    at = next((i for i, m in enumerate(words) if m.end() > place.start), 0)
    first = max(0, at - _BEFORE)
    last = min(len(words), first + MAX_WORDS)
    return text[words[first].start() : words[last - 1].end()]
