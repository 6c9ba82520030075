"""A talk that is longer than a model's window: what tells least is left out, the same way every time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEAD, TAIL = 30, 40
MOST_LETTERS = 1_200
_GAP = 34


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a prompt; the weightiest are kept."""

    text: str
    weight: float


def condense(lines: Sequence[Line], room: int) -> list[str]:
    """Lines that fit ``room`` letters, in order: the opening, the ending, then the weightiest with their neighbours.

    Where lines are missing, one line says how many. A single line longer than ``MOST_LETTERS`` loses its middle, but
    only where the talk does not fit.
    """
    if sum(len(line.text) + 1 for line in lines) <= room:
        return [line.text for line in lines]
    short = [_shortened(line.text) for line in lines]
    kept: set[int] = set()
    left = room
    for i in _order(lines):
        cost = len(short[i]) + 1 + (0 if i - 1 in kept or i + 1 in kept else _GAP)
        if i not in kept and cost <= left:
            kept.add(i)
            left -= cost
    return _with_gaps(short, kept)


def _order(lines: Sequence[Line]) -> list[int]:
    """Most wanted first; ties go to the earlier."""
    last = len(lines)
    ends = [*range(min(HEAD, last)), *range(max(HEAD, last - TAIL), last)]
    near = [
        max(line.weight, 0.5 * max((lines[j].weight for j in (i - 1, i + 1) if 0 <= j < last), default=0.0))
        for i, line in enumerate(lines)
    ]
    middle = sorted(set(range(last)) - set(ends), key=lambda i: (-near[i], i))
    # the two ends grow towards the middle together, so that a tiny window still holds both
    ends.sort(key=lambda i: min(i, last - 1 - i))
    return [*ends, *middle]


def _shortened(text: str) -> str:
    if len(text) <= MOST_LETTERS:
        return text
    half = MOST_LETTERS // 2
    return f"{text[:half].rsplit(' ', 1)[0]} […] {text[-half:].split(' ', 1)[-1]}"


def _with_gaps(texts: Sequence[str], kept: set[int]) -> list[str]:
    found: list[str] = []
    missing = 0
    for i, text in enumerate(texts):
        if i in kept:
            if missing:
                found.append(f"[пропущено реплик: {missing}]")
            missing = 0
            found.append(text)
        else:
            missing += 1
    if missing:
        found.append(f"[пропущено реплик: {missing}]")
    return found
