"""A call as the arrays that the reader's network takes. Names of people and the company are hidden from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ....text.normal import normalise
from ....text.numbers import is_number_word, numbers
from ....text.vectors import DIMENSIONS, vector
from ...port import OBJECTION_KINDS
from ..acts import ALL_ACTS, TaggedCall
from ..blocks import echo
from ..client import objection_kind_cues
from ..commitment import CUE_GROUPS
from ..features import hidden_stems, known_likeness
from ..phrases import requirement_coverage_of, requirement_coverages
from ..plain_objections import plain_kinds

Array = NDArray[np.float32]
Ids = NDArray[np.int32]

BUCKETS = 8192
GRAM_SIZES = (3, 4, 5)
MAX_WORDS = 60
NAME = "<имя>"
NUMBER = "<число>"
FLAGS = 3
_EDGE = 4
WHOLE = 8
EXTRA = 2 + 1 + 1 + 2 + 2 * _EDGE + len(ALL_ACTS) + 2 * len(OBJECTION_KINDS) + 5 + len(CUE_GROUPS) + 1


@dataclass(frozen=True, slots=True)
class Token:
    """One word: its vector, the buckets of its pieces, and whether it is unknown, a number, a name."""

    vector: Array
    grams: Ids
    flags: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Inputs:
    """``tokens[i]``: words of utterance ``i``, at least one; ``extra``: (utterances, EXTRA); ``whole``: (WHOLE,)."""

    tokens: tuple[tuple[str, ...], ...]
    extra: Array
    whole: Array
    manager: NDArray[np.bool_]


_ZERO = np.zeros(DIMENSIONS, dtype=np.float32)


@lru_cache(maxsize=65536)
def token(word: str) -> Token:
    """What the network knows of a word; a misheard one keeps its pieces."""
    if word == NAME:
        return Token(_ZERO, np.array([0], dtype=np.int32), (0.0, 0.0, 1.0))
    if word == NUMBER:
        return Token(_ZERO, np.array([1], dtype=np.int32), (0.0, 1.0, 0.0))
    found = vector(word)
    framed = f"<{word}>"
    pieces = {framed[i : i + size] for size in GRAM_SIZES for i in range(len(framed) - size + 1)} | {framed}
    grams = sorted(2 + crc32(p.encode()) % (BUCKETS - 2) for p in pieces)
    return Token(
        _ZERO if found is None else found, np.array(grams, dtype=np.int32), (float(found is None), 0.0, 0.0)
    )


def words_for_reader(call: TaggedCall, index: int) -> tuple[str, ...]:
    """Words of an utterance with numbers and names of this call as one word each; a long one is cut in its middle."""
    from ....text.normal import stem

    hidden = hidden_stems(call)
    words = [
        NUMBER if is_number_word(w) else NAME if stem(w) in hidden else w
        for w in normalise(call.text(index)).words
    ]
    if len(words) > MAX_WORDS:
        words = words[: MAX_WORDS // 2] + words[-MAX_WORDS // 2 :]
    return tuple(words) or (NAME,)


def inputs_of(call: TaggedCall, *, guest: bool = False) -> Inputs:
    """Arrays of one tagged call; ``guest``: while training, a call labelled by other readers than the first ones."""
    count = len(call.roles)
    extra = np.zeros((count, EXTRA), dtype=np.float32)
    tokens = tuple(words_for_reader(call, i) for i in range(count))
    for i in range(count):
        extra[i] = _extra(call, i, len(tokens[i]))
    return Inputs(
        tokens, extra, _whole(call, guest=guest), np.array([role == "manager" for role in call.roles])
    )


def _whole(call: TaggedCall, *, guest: bool) -> Array:
    coverages = sorted(requirement_coverages(call))
    row = [*coverages[:3], *([1.0] * (3 - len(coverages[:3])))]
    row += [
        sum(coverages) / len(coverages) if coverages else 1.0,
        float(bool(coverages)),
        float(call.conversation.direction == "in"),
        min(1.0, len(call.roles) / 30.0),
        float(guest),
    ]
    return np.array(row, dtype=np.float32)


def _extra(call: TaggedCall, index: int, words: int) -> list[float]:
    count = len(call.roles)
    manager = call.roles[index] == "manager"
    text = call.text(index)
    left = count - 1 - index
    row = [float(manager), float(not manager), float("?" in text), min(1.0, np.log1p(words) / 4.0)]
    row += [index / max(1, count), min(1.0, count / 40.0)]
    row += [float(index == k) for k in range(_EDGE)] + [float(left == k) for k in range(_EDGE)]
    own = call.acts[index]
    row += [float(act in own) for act in ALL_ACTS]
    kinds = set() if manager else {kind for kind, _ in objection_kind_cues(text)}
    plain = set() if manager else set(plain_kinds(text))
    row += [float(kind in kinds) for kind in OBJECTION_KINDS]
    row += [float(kind in plain) for kind in OBJECTION_KINDS]
    row += [
        min(1.0, len(numbers(text)) / 4.0),
        min(1.0, echo(call, index) / 6.0) if manager else 0.0,
        0.0 if manager else known_likeness(call, index) / 3.0,
        requirement_coverage_of(call, index) if manager else 0.0,
        float(call.conversation.direction == "in"),
    ]
    row += [float(text in cue) for cue in CUE_GROUPS]
    row.append(1.0)
    return row
