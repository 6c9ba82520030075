"""From a network's letters to words: the best readings are kept side by side, and likely words are preferred.

Prefix beam search over CTC answers (Hannun et al. 2014). A word is judged when it ends; letters that begin no known
word cost at once. Marks part words and are left to the network.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .likelihood import START, History

NEVER = -1e30


class Words(Protocol):
    """Which words there are and how likely one is after two others; natural logarithms."""

    def score(self, word: str, history: History) -> float: ...

    def begins_a_word(self, letters: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Weights:
    """How much words count beside sounds; chosen on what the network was not taught."""

    words: float = 0.5
    each: float = 2.0  # for every word, against few long ones
    unknown: float = -6.0  # for letters that begin no known word
    stray: float = -1.5  # for each letter after them, against whole sentences without a space
    width: int = 32
    rarest: float = -7.0  # letters less likely than this are not followed
    behind: float = 14.0  # nor readings this far behind the best


@dataclass(slots=True)
class _Reading:
    """``end``: logarithm of the readings that end in a blank, ``sound``: in their last letter."""

    last: int
    before: _Reading | None
    at: int
    sure: float
    history: History
    letters: str  # of the word that is being read
    lost: bool  # no known word begins so
    bonus: float
    end: float = NEVER
    sound: float = NEVER
    listed: bool = False  # among the readings that are followed
    after: dict[int, _Reading] = field(default_factory=dict)
    new_end: float = NEVER
    new_sound: float = NEVER

    def total(self) -> float:
        return _sum(self.end, self.sound) + self.bonus


@dataclass(frozen=True, slots=True)
class Read:
    """Token numbers, the answers that they begin in, and logarithms of their probabilities there."""

    tokens: list[int]
    times: list[int]
    logprobs: list[float]


class BeamReader:
    """``alphabet``: the letter of each token; the one after the last is the blank. ``words`` may be None."""

    def __init__(self, alphabet: Sequence[str], words: Words | None, weights: Weights | None = None) -> None:
        self._alphabet = tuple(alphabet)
        self._blank = len(self._alphabet)
        self._words = words
        self._weights = weights or Weights()
        self._parts = [not (letter.isalpha() or letter == "-") for letter in self._alphabet]

    def read(self, logprobs: NDArray[np.float32]) -> Read:
        """The best reading of one stretch; ``logprobs``: shape (answers, tokens)."""
        beam = [_Reading(-1, None, -1, 0.0, (START, START), "", False, 0.0, end=0.0, listed=True)]
        for at, row in enumerate(logprobs):
            likely = np.flatnonzero(row > self._weights.rarest).tolist()
            beam = self._step(beam, at, row.tolist(), likely)
        for reading in beam:
            reading.bonus += self._word_ends(reading)[0]
        return _traced(max(beam, key=_Reading.total))

    def _step(self, beam: list[_Reading], at: int, row: list[float], likely: list[int]) -> list[_Reading]:
        blank = row[self._blank]
        grown = list(beam)
        for reading in beam:
            both = _sum(reading.end, reading.sound)
            reading.new_end = _sum(reading.new_end, both + blank)
            if reading.last >= 0:
                reading.new_sound = _sum(reading.new_sound, reading.sound + row[reading.last])
            for token in likely:
                if token == self._blank or (self._alphabet[token] == " " and self._at_space(reading)):
                    continue
                mass = (reading.end if token == reading.last else both) + row[token]
                if mass > NEVER / 2:
                    child = reading.after.get(token) or self._child(reading, token, at, row[token])
                    _hear(child, grown, at, row[token], mass)
        return self._kept(grown)

    def _at_space(self, reading: _Reading) -> bool:
        return reading.last < 0 or self._alphabet[reading.last] == " "

    def _child(self, reading: _Reading, token: int, at: int, sure: float) -> _Reading:
        if self._parts[token]:
            bonus, history = self._word_ends(reading)
            child = _Reading(token, reading, at, sure, history, "", False, reading.bonus + bonus)
        else:
            letters = reading.letters + self._alphabet[token]
            lost, bonus = reading.lost, reading.bonus
            if lost:
                bonus += self._weights.stray
            elif self._words is not None and not self._words.begins_a_word(letters):
                lost, bonus = True, bonus + self._weights.unknown
            child = _Reading(token, reading, at, sure, reading.history, letters, lost, bonus)
        reading.after[token] = child
        return child

    def _word_ends(self, reading: _Reading) -> tuple[float, History]:
        """What the word that is being read brings, and the two words before the next."""
        word, history = reading.letters, reading.history
        if not word or self._words is None:
            return 0.0, history
        weights = self._weights
        bonus = weights.words * self._words.score(word, history) + weights.each
        return bonus, (history[1], word)

    def _kept(self, grown: list[_Reading]) -> list[_Reading]:
        for reading in grown:
            reading.end, reading.sound = reading.new_end, reading.new_sound
            reading.new_end = reading.new_sound = NEVER
        totals = sorted(((reading.total(), at) for at, reading in enumerate(grown)), reverse=True)
        least = totals[0][0] - self._weights.behind
        kept = [grown[at] for total, at in totals[: self._weights.width] if total >= least]
        for reading in grown:
            reading.listed = False
        for reading in kept:
            reading.listed = True
        return kept


def _hear(child: _Reading, grown: list[_Reading], at: int, sure: float, mass: float) -> None:
    """``child`` may have begun at this answer."""
    if not child.listed:
        child.end = child.sound = NEVER
        child.listed = True
        grown.append(child)
    if sure > child.sure and mass > child.sound:
        child.at, child.sure = at, sure
    child.new_sound = _sum(child.new_sound, mass)


def _traced(reading: _Reading) -> Read:
    tokens, times, logprobs = [], [], []
    step: _Reading | None = reading
    latest = reading.at
    while step is not None and step.last >= 0:
        latest = min(latest, step.at)
        tokens.append(step.last)
        times.append(latest)
        logprobs.append(step.sure)
        step = step.before
    return Read(tokens[::-1], times[::-1], logprobs[::-1])


def _sum(a: float, b: float) -> float:
    """Of two probabilities, as logarithms."""
    if a < b:
        a, b = b, a
    return a if b - a < -30 else a + math.log1p(math.exp(b - a))
