"""The follow-up as the judge reads it: the manager's passages, with words, meanings and places to quote from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from ...assessor.local.acts import TaggedCall
from ...text.cues import Span, load_cues
from ...text.morphology import lemma
from ...text.normal import normalise, stem
from ...text.numbers import is_number_word, numbers
from ...text.quotes import sentences
from ...text.words import words as word_list
from ...text.vectors import Vector, matrix, rarity

WINDOW, STEP = 16, 6
_GROUPED = re.compile(r"(?<=\d)[  ](?=\d{3}\b)")
_FUNCTION = word_list("functional") - {"не", "ни"}
_COMMON = word_list("common")
_WORD = re.compile(r"\S+")


@cache
def concepts() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Meanings with many wordings, by name."""
    cues = load_cues(Path(__file__).with_name("concepts.txt"))
    return tuple((name, cue._compiled) for name, cue in cues.items())


@lru_cache(maxsize=8192)
def meanings(text: str) -> frozenset[str]:
    """Names of the concepts that ``text`` holds a wording of."""
    normal = normalise(text).text
    return frozenset(name for name, pattern in concepts() if pattern.search(normal))


@lru_cache(maxsize=8192)
def figures(text: str) -> frozenset[int]:
    """Numbers said; «74 000» is one; hours of the afternoon count as hours of the clock, too."""
    found = set(numbers(_GROUPED.sub("", text)))
    return frozenset(found | {n - 12 for n in found if 13 <= n <= 21})


@dataclass(frozen=True, slots=True)
class Words:
    """Content words of a text: lemmas, stems, weights (0–1) and unit vectors, one row each."""

    lemmas: tuple[str, ...]
    stems: tuple[str, ...]
    weights: Vector
    vectors: Vector


@lru_cache(maxsize=4096)
def content(text: str, hidden: frozenset[str] = frozenset()) -> Words:
    """Content words of ``text``; stems in ``hidden`` (people's names) and numbers are left out."""
    kept: list[str] = []
    for word in normalise(text).words:
        skip = word in _FUNCTION or word in _COMMON or len(word) < 3 or is_number_word(word)
        if not skip and stem(word) not in hidden:
            kept.append(word)
    lemmas = tuple(lemma(word) for word in kept)
    return Words(
        lemmas,
        tuple(stem(word) for word in kept),
        np.array([rarity(word) for word in lemmas], dtype=np.float32),
        matrix(lemmas),
    )


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of one utterance of the manager, verbatim; ``order`` counts the manager's turns from 0."""

    utterance: int
    order: int
    text: str


def passages(call: TaggedCall) -> tuple[Passage, ...]:
    """Sentences, pairs of sentences and, where there is no punctuation, windows of words."""
    found: list[Passage] = []
    for order, index in enumerate(call.of("manager")):
        text = call.text(index)
        found += [Passage(index, order, text[s.start : s.end]) for s in _windows(text)]
    return tuple(dict.fromkeys(p for p in found if normalise(p.text).words))


def _windows(text: str) -> list[Span]:
    parts = [piece for s in sentences(text) for piece in _cut(text, s)]
    pairs = [Span(a.start, b.end) for a, b in pairwise(parts)]
    return [*parts, *pairs]


def _cut(text: str, span: Span) -> list[Span]:
    """A long sentence as overlapping windows of words."""
    marks = list(_WORD.finditer(text, span.start, span.end))
    if len(marks) <= WINDOW + STEP:
        return [span]
    starts = range(0, max(1, len(marks) - WINDOW + STEP), STEP)
    return [Span(marks[i].start(), marks[min(len(marks), i + WINDOW) - 1].end()) for i in starts]


def hidden_names(call: TaggedCall) -> frozenset[str]:
    """Stems of the people and the company: naming them is no point."""
    talk = call.conversation
    texts = (talk.manager_name or "", talk.client_name or "", call.profile.name, *call.profile.manager_names)
    return frozenset(stem(w) for text in texts for w in normalise(text).words)
