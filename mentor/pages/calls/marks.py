"""Quotes found again inside utterances, for marks in the transcript. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# Where two marks overlap the graver one is shown.
WEIGHT = {"": 0, "attention": 1, "bad": 2}


@dataclass(frozen=True, slots=True)
class Mark:
    """A quote to be marked: ``tone`` is ``bad`` (deduction, loss) or ``attention`` (objection)."""

    quote: str
    tone: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an utterance under one mark, or under none (empty tone)."""

    text: str
    tone: str = ""
    title: str = ""


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """``text`` cut where marks begin and end, nothing lost. A quote that is not found marks nothing."""
    over: list[Mark | None] = [None] * len(text)
    for mark in marks:
        start = text.find(mark.quote) if mark.quote else -1
        if start < 0:
            continue
        for at in range(start, start + len(mark.quote)):
            held = over[at]
            if held is None or WEIGHT[mark.tone] > WEIGHT[held.tone]:
                over[at] = mark
    found: list[Piece] = []
    begin = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or over[at] is not over[begin]:
            mark_here = over[begin]
            found.append(
                Piece(text[begin:at], mark_here.tone, mark_here.title) if mark_here else Piece(text[begin:at])
            )
            begin = at
    return found
