"""Machines that speak where a person should: an answering machine before its beep, an announcement played again.

Told by the sound alone. A greeting without a beep that is played once sounds like any voice: its words tell it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from .port import Span

Machine = Literal["voicemail", "prompt"]
_SHORTEST_GREETING, _LONGEST_GREETING = 2.0, 60.0  # seconds of speech, and from its start to the beep
_TO_BEEP = 4.0
_CALLED_OUT = 1.5  # «Алло?» of the caller before he knows
_STILL_SPEAKING = (
    1.0  # of the greeting's lane after the beep: then it was a person and the beep somebody's else
)
_COVERED = 0.6
_SAID_AGAIN = 2.0  # seconds of speech in a repeat that is an announcement


def greetings(speech: Sequence[Span], beeps: Sequence[Span], other: Sequence[Span]) -> list[Span]:
    """A lane's speech before an answering machine's beep; ``other``: speech of the other side.

    It is the only speech of its lane, and the other side said nothing meanwhile.
    """
    for beep in beeps:
        before = [span for span in speech if span.start < beep.start]
        after = _total([span for span in speech if span.start >= beep.start])
        if not before or after > _STILL_SPEAKING or _total(before) < _SHORTEST_GREETING:
            continue
        start, end = before[0].start, min(before[-1].end, beep.start)
        if beep.start - end > _TO_BEEP or beep.start - start > _LONGEST_GREETING:
            continue
        if _within(other, start, beep.start) <= _CALLED_OUT:
            return [Span(start, end)]
    return []


def announcements(speech: Sequence[Span], repeats: Sequence[Span]) -> list[Span]:
    """The stretches of speech that the lane says twice in exactly the same way.

    A repeat with hardly a word in it is the line's own noise coming round again: a «да» in it is a person's.
    """
    said = [again for again in repeats if _within(speech, again.start, again.end) >= _SAID_AGAIN]
    return [
        span
        for span in speech
        if sum(_within([span], again.start, again.end) for again in said) >= _COVERED * _length(span)
    ]


def _within(spans: Sequence[Span], start: float, end: float) -> float:
    """Seconds of the spans between two times."""
    return sum(max(0.0, min(span.end, end) - max(span.start, start)) for span in spans)


def _total(spans: Sequence[Span]) -> float:
    return sum(map(_length, spans))


def _length(span: Span) -> float:
    return span.end - span.start
