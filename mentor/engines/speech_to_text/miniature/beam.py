"""From a network's letters to words: the best readings are kept side by side, and likely words are preferred.

Prefix beam search over CTC answers (Hannun et al. 2014), all readings of an answer at once in arrays. A word is judged
when it ends; letters that begin no known word cost at once. Marks and hyphens part words and are left to the network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .likelihood import START, History

NEVER = -1e30
_MOST_GROWN = 3  # new readings looked at for each that can be kept
Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


class Words(Protocol):
    """Which words there are and how likely one is after two others; natural logarithms."""

    def score(self, word: str, history: History) -> float: ...

    def begins_a_word(self, letters: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Weights:
    """How much words count beside sounds; chosen on what the network was not taught."""

    words: float = 0.5
    each: float = 0.5  # for every word, against few long ones
    unknown: float = -7.0  # for letters that begin no known word
    stray: float = -1.5  # for each letter after them, against whole sentences without a space
    width: int = 64
    rarest: float = -8.0  # letters less likely than this are not followed
    behind: float = 16.0  # nor readings this far behind the best


@dataclass(slots=True)
class _Reading:
    """One way to read the answers so far: a letter after another reading."""

    last: int
    before: _Reading | None
    at: int
    sure: float
    history: History
    letters: str  # of the word that is being read
    lost: bool  # no known word begins so
    bonus: float
    after: dict[int, _Reading] = field(default_factory=dict)
    place: int = -1  # among the readings that are followed
    ended: tuple[float, History] | None = None


@dataclass(slots=True)
class _Beam:
    """The readings that are followed, and by reading, shape (readings,): ``end``: logarithm of the probability that
    it ends in a blank, ``sound``: in its last letter; its ``bonus`` and ``last`` letter; the ``place`` of the reading
    that it goes on from, -1 where that is followed no more."""

    readings: list[_Reading]
    end: Floats
    sound: Floats
    bonus: Floats = field(init=False)
    last: Numbers = field(init=False)
    before: Numbers = field(init=False)

    def __post_init__(self) -> None:
        for place, reading in enumerate(self.readings):
            reading.place = place
        self.bonus = np.array([one.bonus for one in self.readings])
        self.last = np.array([one.last for one in self.readings])
        self.before = np.array([-1 if one.before is None else one.before.place for one in self.readings])


@dataclass(frozen=True, slots=True)
class Read:
    """Token numbers, the answers that they begin in, and logarithms of their probabilities there."""

    tokens: list[int]
    times: list[int]
    logprobs: list[float]


@dataclass(frozen=True, slots=True)
class _Answer:
    """One answer of the network: ``row``: logarithms by token, the blank last; ``likely``: letters to follow."""

    at: int
    row: Floats
    likely: Numbers


class BeamReader:
    """``alphabet``: the letter of each token; the one after the last is the blank. ``words`` may be None."""

    def __init__(self, alphabet: Sequence[str], words: Words | None, weights: Weights | None = None) -> None:
        self._alphabet = tuple(alphabet)
        self._words = words
        self._weights = weights or Weights()
        self._parts = [not letter.isalpha() for letter in self._alphabet]
        self._space = self._alphabet.index(" ") if " " in self._alphabet else -2

    def read(self, logprobs: NDArray[np.float32]) -> Read:
        """The best reading of one stretch; ``logprobs``: shape (answers, tokens)."""
        first = _Reading(-1, None, -1, 0.0, (START, START), "", False, 0.0)
        beam = _Beam([first], np.zeros(1), np.full(1, NEVER))
        for at, row in enumerate(np.asarray(logprobs, dtype=np.float64)):
            likely = np.flatnonzero(row[:-1] > self._weights.rarest)
            beam = self._step(beam, _Answer(at, row, likely))
        sounds = np.logaddexp(beam.end, beam.sound).tolist()
        totals = [
            sound + self._word_ends(reading)[0] for sound, reading in zip(sounds, beam.readings, strict=True)
        ]
        return _traced(beam.readings[int(np.argmax(totals))])

    def _step(self, beam: _Beam, answer: _Answer) -> _Beam:
        both = np.logaddexp(beam.end, beam.sound)
        end, sound = both + answer.row[-1], beam.sound + answer.row[beam.last]
        if not len(answer.likely):
            beam.end, beam.sound = end, sound
            return beam
        grown = self._grown(beam, both, answer)
        _join(beam, sound, grown, answer)
        return self._kept(beam, end, sound, grown, answer)

    def _grown(self, beam: _Beam, both: Floats, answer: _Answer) -> Floats:
        """By reading and likely letter: logarithm of the probability that the letter begins after it here."""
        grown: Floats = both[:, None] + answer.row[answer.likely]
        twice, columns = np.nonzero(beam.last[:, None] == answer.likely)
        grown[twice, columns] = beam.end[twice] + answer.row[answer.likely[columns]]
        needless = (beam.last < 0) | (beam.last == self._space)
        grown[np.ix_(needless, answer.likely == self._space)] = NEVER
        return grown

    def _kept(self, beam: _Beam, end: Floats, sound: Floats, grown: Floats, answer: _Answer) -> _Beam:
        old = np.logaddexp(end, sound) + beam.bonus
        fresh = self._fresh(beam, grown, answer, self._least(old))
        totals = np.concatenate([old, [reading.bonus + mass for reading, mass in fresh]])
        stays = totals >= self._least(totals)
        olds = np.flatnonzero(stays[: len(old)])
        news = [fresh[at] for at in np.flatnonzero(stays[len(old) :]).tolist()]
        for reading in beam.readings:
            reading.place = -1
        for reading, _ in news:
            if reading.before is not None:
                reading.before.after[reading.last] = reading
        return _Beam(
            [beam.readings[at] for at in olds.tolist()] + [reading for reading, _ in news],
            np.concatenate([end[olds], np.full(len(news), NEVER)]),
            np.concatenate([sound[olds], [mass for _, mass in news]]),
        )

    def _least(self, totals: Floats) -> float:
        """What a reading must reach to be followed on."""
        weights, surplus = self._weights, len(totals) - self._weights.width
        least = float(totals.max()) - weights.behind
        return max(least, float(np.partition(totals, surplus)[surplus])) if surplus > 0 else least

    def _fresh(
        self, beam: _Beam, grown: Floats, answer: _Answer, least: float
    ) -> list[tuple[_Reading, float]]:
        """Readings that begin here with their probabilities, those that reach ``least``."""
        hopes = grown + beam.bonus[:, None] + max(0.0, self._weights.each)
        rows, columns = np.nonzero(hopes > least)
        most = _MOST_GROWN * self._weights.width
        if len(rows) > most:
            best = np.argpartition(-hopes[rows, columns], most)[:most]
            rows, columns = rows[best], columns[best]
        found = []
        masses = grown[rows, columns].tolist()
        for place, token, mass in zip(rows.tolist(), answer.likely[columns].tolist(), masses, strict=True):
            child = self._child(beam.readings[place], token, answer)
            if child.bonus + mass > least:
                found.append((child, mass))
        return found

    def _child(self, reading: _Reading, token: int, answer: _Answer) -> _Reading:
        sure = float(answer.row[token])
        child = reading.after.get(token)
        if child is not None:
            child.at, child.sure = answer.at, sure
            return child
        if self._parts[token]:
            bonus, history = self._word_ends(reading)
            return _Reading(token, reading, answer.at, sure, history, "", False, bonus)
        letters, lost, bonus = reading.letters + self._alphabet[token], reading.lost, reading.bonus
        if lost:
            bonus += self._weights.stray
        elif self._words is not None and not self._words.begins_a_word(letters):
            lost, bonus = True, bonus + self._weights.unknown
        return _Reading(token, reading, answer.at, sure, reading.history, letters, lost, bonus)

    def _word_ends(self, reading: _Reading) -> tuple[float, History]:
        """The bonus where the word that is being read ends here, and the two words before the next."""
        if reading.ended is None:
            word, history, bonus = reading.letters, reading.history, reading.bonus
            if word and self._words is not None:
                bonus += self._weights.words * self._words.score(word, history) + self._weights.each
                history = (history[1], word)
            reading.ended = bonus, history
        return reading.ended


def _join(beam: _Beam, sound: Floats, grown: Floats, answer: _Answer) -> None:
    """A letter that leads to a reading which is followed already adds to it; taken out of ``grown``."""
    column = np.full(len(answer.row), -1)
    column[answer.likely] = np.arange(len(answer.likely))
    children = np.flatnonzero((beam.before >= 0) & (column[beam.last] >= 0))
    ways = beam.before[children], column[beam.last[children]]
    mass = grown[ways]
    for at in children[mass > beam.sound[children]].tolist():
        reading = beam.readings[at]
        if answer.row[reading.last] > reading.sure:
            reading.at, reading.sure = answer.at, float(answer.row[reading.last])
    sound[children] = np.logaddexp(sound[children], mass)
    grown[ways] = NEVER


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
