"""How a call was spoken: shares of talk, monologue, questions, interruptions, pauses, replies, pace, fillers.

Pure rules. What cannot be told truly is None («нет данных»), never a number that looks like one: see ``measure``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles

import numpy as np

from mentor.engines.assessor.local.questions import is_question
from mentor.engines.conversation import Utterance
from mentor.engines.text.normal import words_of
from mentor.engines.voice_activity.port import Span

from .fillers import fillers
from .floor import (
    Interruption,
    Turn,
    interruptions,
    longest_monologue,
    pauses,
    replies,
    together,
    turns_of,
)

Lanes = Sequence[Sequence[Span]]
MOST_FILLERS = 3
FEWEST_WORDS, FEWEST_SECONDS = 20, 10.0  # a pace of less is chance
FEWEST_REPLIES = 3
ENOUGH_REFERENCES = 5  # as everywhere: fewer calls are «мало данных»
_UNKNOWN_SHARE = 0.1
_ASKED = re.compile(r"\?+")
_PUNCTUATED = re.compile(r"[.,?!]")


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of a call's sound besides its words.

    ``lanes``: speech, one sequence of spans a lane, two where each side has its own; None without a recording.
    ``besides``: music and ringing of all lanes. ``true_times``: the utterances' times came with them and are
    not estimated.
    """

    lanes: Lanes | None = None
    besides: Sequence[Span] = ()
    true_times: bool = True

    @property
    def sides_apart(self) -> bool:
        """Each side is heard alone. A second lane without a sound tells nobody's turns."""
        return self.lanes is not None and len(self.lanes) == 2 and all(self.lanes)


@dataclass(frozen=True, slots=True)
class Pauses:
    """Silences of two seconds and more: how many, seconds in all, the longest."""

    count: int
    seconds: float
    longest: Span | None


@dataclass(frozen=True, slots=True)
class Replies:
    """Seconds until the manager answers the client: median, and the longest wait."""

    median: float
    longest: Span


@dataclass(frozen=True, slots=True)
class Fillers:
    """The manager's filler words: how many, how many a hundred words, the most frequent with their counts."""

    count: int
    per_hundred: float
    most: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """Figures of one call, each None where it cannot be told.

    ``monologue`` is the manager's; ``pace`` is in words a minute; ``together`` holds indices of utterances.
    """

    talk_share: float | None = None
    monologue: Span | None = None
    questions: int | None = None
    interruptions: tuple[Interruption, ...] | None = None
    pauses: Pauses | None = None
    replies: Replies | None = None
    pace: float | None = None
    fillers: Fillers | None = None
    together: frozenset[int] = frozenset()

    def figures(self) -> dict[str, float | None]:
        """The plain numbers that calls are compared by."""
        by_manager = [each for each in self.interruptions or () if each.by == "manager"]
        return {
            "talk_share": self.talk_share,
            "monologue": self.monologue.end - self.monologue.start if self.monologue else None,
            "questions": self.questions,
            "interruptions": None if self.interruptions is None else len(by_manager),
            "replies": self.replies.median if self.replies else None,
            "pace": self.pace,
            "fillers": self.fillers.per_hundred if self.fillers else None,
        }


def measure(utterances: Sequence[Utterance], heard: Heard) -> Measures:
    """What can be said truly of how this call was spoken.

    Words alone give questions and fillers. Lanes of sound give the shares of talk, the pace and the pauses,
    whatever the utterances' times are worth. Monologue, interruptions and replies need true times;
    interruptions also times that can overlap, which a mixed recording never gives.
    """
    known = _sides_known(utterances)
    texts = [each.text for each in utterances if each.speaker == "manager"]
    turns = turns_of(utterances) if heard.true_times else []
    seconds = _seconds(utterances, turns, heard) if known else None
    at_once = together(turns)
    return Measures(
        talk_share=seconds[0] / sum(seconds) if seconds and sum(seconds) > 0 else None,
        monologue=longest_monologue(turns, "manager", heard.besides) if known else None,
        questions=_questions(texts, utterances) if known and texts else None,
        interruptions=interruptions(turns) if known and turns and (heard.sides_apart or at_once) else None,
        pauses=_pauses(turns, heard),
        replies=_replies(turns, heard) if known else None,
        pace=_pace(texts, seconds[0]) if seconds else None,
        fillers=_fillers(texts) if known else None,
        together=frozenset(at_once),
    )


def manager_lane(utterances: Sequence[Utterance], lanes: Lanes) -> int:
    """Which of two lanes is the manager's, by where the manager's words lie; the first where nothing tells."""
    turns = turns_of(utterances)
    straight = crossed = 0.0
    for side, mine in (("manager", 0), ("client", 1)):
        own = [turn for turn in turns if turn.side == side]
        straight += _sounding(own, lanes[mine])
        crossed += _sounding(own, lanes[1 - mine])
    return 1 if crossed > straight else 0


def usual(references: Sequence[dict[str, float | None]]) -> dict[str, tuple[float, float]]:
    """The middle half of each figure over the company's reference calls; nothing where fewer than five know it."""
    names = {name for each in references for name in each}
    known = {name: [float(v) for each in references if (v := each.get(name)) is not None] for name in names}
    return {name: _middle(values) for name, values in known.items() if len(values) >= ENOUGH_REFERENCES}


def _middle(values: list[float]) -> tuple[float, float]:
    low, _, high = quantiles(values, n=4, method="inclusive")
    return low, high


def _sides_known(utterances: Sequence[Utterance]) -> bool:
    unknown = sum(each.speaker == "unknown" for each in utterances)
    return bool(utterances) and unknown <= _UNKNOWN_SHARE * len(utterances)


def _seconds(
    utterances: Sequence[Utterance], turns: Sequence[Turn], heard: Heard
) -> tuple[float, float] | None:
    """Seconds of speech of manager and client: heard in their lanes, else by true times."""
    if heard.lanes is not None and heard.sides_apart:
        mine = manager_lane(utterances, heard.lanes)
        manager, client = heard.lanes[mine], heard.lanes[1 - mine]
        return _total(manager), _total(client)
    if not turns:
        return None
    spans = {"manager": 0.0, "client": 0.0}
    for turn in turns:
        spans[turn.side] += turn.end - turn.start
    return spans["manager"], spans["client"]


def _total(spans: Sequence[Span]) -> float:
    return sum(span.end - span.start for span in spans)


def _sounding(turns: Sequence[Turn], lane: Sequence[Span]) -> float:
    """Seconds of the lane's speech that lie inside the turns."""
    if not turns or not lane:
        return 0.0
    edges = np.array([edge for span in lane for edge in (span.start, span.end)])
    heard = np.cumsum([length for span in lane for length in (0.0, span.end - span.start)])
    ends = np.interp([turn.end for turn in turns], edges, heard)
    starts = np.interp([turn.start for turn in turns], edges, heard)
    return float(np.sum(ends - starts))


def _questions(texts: Sequence[str], utterances: Sequence[Utterance]) -> int:
    """By question marks; where the recogniser writes no punctuation at all, by wording."""
    if any(_PUNCTUATED.search(each.text) for each in utterances):
        return sum(len(_ASKED.findall(text)) for text in texts)
    return sum(is_question(text) for text in texts)


def _pauses(turns: Sequence[Turn], heard: Heard) -> Pauses | None:
    sounding = (
        [span for lane in heard.lanes for span in lane]
        if heard.lanes is not None
        else [Span(turn.start, turn.end) for turn in turns]
    )
    if not sounding:
        return None
    found = pauses(sounding, heard.besides)
    longest = max(found, key=lambda span: span.end - span.start, default=None)
    return Pauses(len(found), _total(found), longest)


def _replies(turns: Sequence[Turn], heard: Heard) -> Replies | None:
    waits = replies(turns, "manager", heard.besides)
    if len(waits) < FEWEST_REPLIES:
        return None
    lengths = [wait.end - wait.start for wait in waits]
    return Replies(median(lengths), max(waits, key=lambda wait: wait.end - wait.start))


def _pace(texts: Sequence[str], seconds: float) -> float | None:
    words = sum(len(words_of(text)) for text in texts)
    if words < FEWEST_WORDS or seconds < FEWEST_SECONDS:
        return None
    return words / seconds * 60.0


def _fillers(texts: Sequence[str]) -> Fillers | None:
    words = sum(len(words_of(text)) for text in texts)
    if words < FEWEST_WORDS:
        return None
    counts = fillers(texts)
    total = sum(counts.values())
    return Fillers(total, 100.0 * total / words, tuple(counts.most_common(MOST_FILLERS)))
