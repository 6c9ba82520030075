"""Points of a recommendation and a later call as the arrays that the matcher takes. Names are hidden from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ....assessor.local.acts import TaggedCall
from ....assessor.local.commitment import read_commitment
from ....assessor.local.features import hidden_stems
from ....assessor.local.reader.inputs import NAME, NUMBER, Token
from ....assessor.local.reader.inputs import token as token_of
from ....text.morphology import lemma
from ....text.normal import normalise, stem
from ....text.numbers import is_number_word, numbers
from ....text.quotes import sentences
from ....text.vectors import rarity
from ....text.words import words as word_list
from ..cues import CUES
from ..reading import concepts, meanings

Array = NDArray[np.float32]
Ids = NDArray[np.int32]

MOST_WORDS = 48
PLACE = 6
WHOLE = 6
_FUNCTION = word_list("functional")
_NONE = ""
MEANINGS_FROM = len(CUES)
MARKS = MEANINGS_FROM + len(concepts())


@dataclass(frozen=True, slots=True)
class Word:
    """A word as the network sees it; words with the same ``key`` are the same one in another form or writing."""

    token: Token
    key: str
    weight: float


@lru_cache(maxsize=65536)
def word_of(word: str) -> Word:
    """``weight``: how much it tells, 0–1; a word that tells nothing by itself has no key."""
    if word == NAME:
        return Word(token_of(NAME), _NONE, 0.0)
    if is_number_word(word):
        values = numbers(word)
        return Word(token_of(NUMBER), f"#{values[0]}" if values else _NONE, 0.7)
    if word in _FUNCTION:
        return Word(token_of(word), _NONE, 0.1)
    form = lemma(word)
    return Word(token_of(word), stem(form), rarity(form))


@lru_cache(maxsize=16384)
def marks_of(words: tuple[str, ...]) -> Array:
    """(MARKS,): which listed wordings and meanings stand in a text; zero and one."""
    text = " ".join(words)
    held = meanings(text)
    row = [float(text in cue) for cue in CUES.values()] + [float(name in held) for name, _ in concepts()]
    return np.array(row, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of one utterance: its index, the half-open range of its text, and its words."""

    utterance: int
    start: int
    end: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inputs:
    """``points[i]``: words of a point. ``own``: indices of the manager's units, the only ones that may say a point.

    ``beside[k]``: for ``own[k]`` the units of the client before it, after it, and the manager's next one; -1 for none.
    ``place``: (own, PLACE); ``whole``: (WHOLE,).
    """

    points: tuple[tuple[str, ...], ...]
    units: tuple[Unit, ...]
    own: tuple[int, ...]
    beside: tuple[tuple[int, int, int], ...]
    place: Array
    whole: Array


def _hide(words: tuple[str, ...], hidden: frozenset[str]) -> tuple[str, ...]:
    return tuple(NAME if stem(w) in hidden else w for w in words)


def _units(call: TaggedCall, index: int, hidden: frozenset[str]) -> list[Unit]:
    """An utterance whole; a long one by sentences, and where it has none, by words."""
    text = call.text(index)
    normal = normalise(text)
    if not normal.words:
        return []
    if len(normal.words) <= MOST_WORDS:
        return [Unit(index, 0, len(text), _hide(normal.words, hidden))]
    found: list[Unit] = []
    for span in sentences(text):
        part = normalise(text[span.start : span.end])
        at = 0
        for start in range(0, len(part.words), MOST_WORDS):
            words = part.words[start : start + MOST_WORDS]
            length = sum(map(len, words)) + len(words) - 1
            first, last = part.span(at, at + length)
            found.append(Unit(index, span.start + first, span.start + last, _hide(words, hidden)))
            at += length + 1
    return found


def inputs_of(points: tuple[str, ...], call: TaggedCall) -> Inputs:
    """Arrays of one recommendation beside one tagged call."""
    hidden = hidden_stems(call)
    units = tuple(u for i in range(len(call.roles)) for u in _units(call, i, hidden))
    manager = [call.roles[u.utterance] == "manager" for u in units]
    own = tuple(i for i, mine in enumerate(manager) if mine)
    asked = tuple(_hide(normalise(p).words[:MOST_WORDS], hidden) or (NAME,) for p in points)
    return Inputs(
        asked,
        units,
        own,
        tuple(_beside(i, manager) for i in own),
        np.array([_place(i, units, call) for i in own], dtype=np.float32).reshape(-1, PLACE),
        _whole(call),
    )


def _beside(at: int, manager: list[bool]) -> tuple[int, int, int]:
    before = next((i for i in range(at - 1, -1, -1) if not manager[i]), -1)
    after = next((i for i in range(at + 1, len(manager)) if not manager[i]), -1)
    again = next((i for i in range(at + 1, len(manager)) if manager[i]), -1)
    return before, after, again


def _place(at: int, units: tuple[Unit, ...], call: TaggedCall) -> list[float]:
    count = len(units)
    text = call.text(units[at].utterance)
    return [
        at / max(1, count),
        float(at < 2),
        float(at >= count - 2),
        float("?" in text[units[at].start : units[at].end]),
        min(1.0, float(np.log1p(len(units[at].words))) / 4.0),
        1.0,
    ]


def _whole(call: TaggedCall) -> Array:
    stand = read_commitment(call)
    row = [
        float(stand.state == "agreed" and not stand.cancelled),
        float(stand.state in ("refused", "bought")),
        float(stand.state == "evaded"),
        float(bool(call.where("angry", role="client"))),
        float(bool(call.where("machine", "wrong_number"))),
        min(1.0, len(call.roles) / 20.0),
    ]
    return np.array(row, dtype=np.float32)
