"""Who holds the floor, and how it changes hands: overlaps, interruptions, pauses, replies. Pure; seconds.

Only utterances with true times may be asked: estimated ones never overlap and have no pauses of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mentor.engines.conversation import Utterance
from mentor.engines.text.normal import words_of
from mentor.engines.voice_activity.port import Span

Side = Literal["manager", "client"]

OVERLAP = 0.3  # less is how turns usually meet
PAUSE = 2.0
_CUT_SHORT = 1.0  # heard together for so long, the first had not finished, whatever its last mark says
_GIVES_WAY = 3.0  # who goes on longer than this was not interrupted
_KEEPS = 0.5  # the one who comes in is still speaking so long after
_LOST_PLACE = 10.0  # a silence that ends a monologue
_MOST_ASSENT = 4
# What a listener says without wanting the floor.
ASSENTS = frozenset((
    "да", "ага", "угу", "так", "хорошо", "понятно", "ясно", "понял", "поняла", "понимаю", "ну",
    "вот", "ок", "окей", "ладно", "конечно", "точно", "верно", "именно", "м", "мм", "ммм", "э",
    "эм", "а", "о", "ух", "слушаю", "слышу", "алло", "здорово", "супер", "отлично", "разумеется",
))  # fmt: skip
_NODS = frozenset(("угу", "ага", "м", "мм", "ммм"))
_FINISHED = re.compile(r"[.?!…]\W*$")


@dataclass(frozen=True, slots=True)
class Turn:
    """An utterance whose speaker and times are known; ``index`` into the transcript."""

    index: int
    side: Side
    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Interruption:
    """``by`` took the floor at ``at`` while the other had not finished; ``index`` of the words that did it."""

    by: Side
    at: float
    index: int


def turns_of(utterances: Sequence[Utterance]) -> list[Turn]:
    """By start; utterances without a known side or without times are left out."""
    found = [
        Turn(at, each.speaker, each.text, each.start, each.end)
        for at, each in enumerate(utterances)
        if each.speaker != "unknown" and each.start is not None and each.end is not None
    ]
    return sorted(found, key=lambda turn: (turn.start, turn.index))


def is_assent(text: str) -> bool:
    """«угу», «да-да», «так, понятно»: a listener's sign, no wish to speak. A question is none."""
    words = words_of(text)
    return "?" not in text and len(words) <= _MOST_ASSENT and all(word in ASSENTS for word in words)


def together(turns: Sequence[Turn]) -> set[int]:
    """Indices of utterances that sound at once with the other side's for ``OVERLAP`` seconds or more."""
    found: set[int] = set()
    open_turns: list[Turn] = []
    for turn in turns:
        open_turns = [each for each in open_turns if each.end - turn.start >= OVERLAP]
        for other in open_turns:
            if other.side != turn.side and min(other.end, turn.end) - turn.start >= OVERLAP:
                found |= {other.index, turn.index}
        open_turns.append(turn)
    return found


def interruptions(turns: Sequence[Turn]) -> tuple[Interruption, ...]:
    """Real ones: the other had not finished, gave way, and the one who came in kept the floor."""
    found: list[Interruption] = []
    speaking: Turn | None = None
    for turn in turns:
        if speaking is not None and turn.side != speaking.side and _takes(turn, speaking):
            found.append(Interruption(turn.side, turn.start, turn.index))
        if speaking is None or turn.end > speaking.end or turn.start >= speaking.end:
            speaking = turn
    return tuple(found)


def _takes(turn: Turn, speaking: Turn) -> bool:
    overlap = speaking.end - turn.start
    if overlap < OVERLAP or turn.start - speaking.start < OVERLAP or is_assent(turn.text):
        return False
    unfinished = overlap >= _CUT_SHORT or not _FINISHED.search(speaking.text)
    return unfinished and overlap <= _GIVES_WAY and turn.end - speaking.end >= _KEEPS


def longest_monologue(turns: Sequence[Turn], side: Side, besides: Sequence[Span] = ()) -> Span | None:
    """From where to where ``side`` spoke longest without the other's words; assents do not break it.

    A silence of ten seconds does, and so do music and ringing (``besides``).
    """
    best: Span | None = None
    start: float | None = None
    end = 0.0
    for turn in turns:
        if turn.side != side:
            start = start if is_assent(turn.text) else None
            continue
        if start is None or turn.start - end > _LOST_PLACE or touches(end, turn.start, besides):
            start, end = turn.start, turn.start
        end = max(end, turn.end)
        if best is None or end - start > best.end - best.start:
            best = Span(start, end)
    return best


def pauses(sounding: Sequence[Span], besides: Sequence[Span] = ()) -> list[Span]:
    """Silences of ``PAUSE`` seconds and more between the first and the last sound of anybody, in order.

    ``sounding``: spans of speech in any order; a silence with music or ringing in it is a wait, not a pause.
    """
    found: list[Span] = []
    end: float | None = None
    for span in sorted(sounding, key=lambda each: each.start):
        if end is not None and span.start - end >= PAUSE and not touches(end, span.start, besides):
            found.append(Span(end, span.start))
        end = span.end if end is None else max(end, span.end)
    return found


def replies(turns: Sequence[Turn], side: Side, besides: Sequence[Span] = ()) -> list[Span]:
    """The waits before each answer of ``side``, zero long where it began before the other ended."""
    found: list[Span] = []
    spoken: Turn | None = None
    for turn in turns:
        asked = spoken is not None and spoken.side != turn.side and "?" in spoken.text
        nods = set(words_of(turn.text)) <= _NODS
        if nods or (is_assent(turn.text) and not asked):
            continue  # «угу» leaves the floor where it is, «да» to a question does not
        if spoken is not None and spoken.side != side and turn.side == side:
            wait = Span(min(spoken.end, turn.start), turn.start)
            if not touches(wait.start, wait.end, besides):
                found.append(wait)
        if spoken is None or turn.side != spoken.side or turn.end > spoken.end:
            spoken = turn
    return found


def touches(start: float, end: float, spans: Sequence[Span]) -> bool:
    """Whether any of the spans lies, at least in part, between the two times."""
    return any(span.start < end and start < span.end for span in spans)
