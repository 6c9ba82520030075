"""How likely a word is after two others: counts of a corpus, and behind them the frequencies of general Russian.

Interpolated from three words down to one; a run of less than three counts by how many words it came after (Kneser
and Ney 1995). Words are lower case, with «е» for «ё».
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

DISCOUNT = 0.8
UNKNOWN = -18.0  # natural logarithm: a word that nobody wrote down
_GENERAL = 0.9  # of the general words' share, what goes to words known there
START = ""
History = tuple[str, str]


class WordLikelihood:
    """``counts``: of runs of one to three words; ``general``: word counts of other texts. Safe between threads."""

    def __init__(
        self, counts: Sequence[Counter[tuple[str, ...]]], general: dict[str, int] | None = None
    ) -> None:
        self._counts = tuple(counts)
        self._general = general or {}
        self._total = max(1, sum(self._general.values()))
        self._after: dict[tuple[str, ...], tuple[int, int]] = {}
        for one in self._counts:
            for run, count in one.items():
                seen, kinds = self._after.get(run[:-1], (0, 0))
                self._after[run[:-1]] = (seen + count, kinds + 1)
        known = {run[0] for run in self._counts[0]}
        self._sorted = sorted(known | self._general.keys())
        self._known = frozenset(self._sorted)
        self._found: dict[tuple[str, str, str], float] = {}

    def score(self, word: str, history: History) -> float:
        """Natural logarithm of the probability of ``word`` after ``history``, the two words before it."""
        key = (*history, word)
        found = self._found.get(key)
        if found is None:
            found = math.log(self._probability(key)) if word in self._known else UNKNOWN
            if len(self._found) > 500_000:
                self._found.clear()
            self._found[key] = found
        return found

    def begins_a_word(self, letters: str) -> bool:
        """Whether some known word begins so."""
        at = bisect_left(self._sorted, letters)
        return at < len(self._sorted) and self._sorted[at].startswith(letters)

    def _probability(self, run: tuple[str, ...]) -> float:
        if not run:
            return 1e-9
        seen, kinds = self._after.get(run[:-1], (0, 0))
        lower = self._probability(run[1:]) if len(run) > 1 else self._in_general(run[0])
        if not seen:
            return lower
        count = self._counts[len(run) - 1].get(run, 0)
        return max(count - DISCOUNT, 0.0) / seen + DISCOUNT * kinds / seen * lower

    def _in_general(self, word: str) -> float:
        return _GENERAL * self._general.get(word, 0) / self._total + (1 - _GENERAL) * 1e-6


def counted(texts: Iterable[Sequence[str]]) -> tuple[Counter[tuple[str, ...]], ...]:
    """Runs of one, two and three words in texts given as words; a text begins after two ``START``.

    Of three words, how often they occur; of fewer, after how many different words (a text's first: how often).
    """
    threes: Counter[tuple[str, ...]] = Counter()
    for words in texts:
        line = (START, START, *words)
        threes.update(line[at - 2 : at + 1] for at in range(2, len(line)))
    twos: Counter[tuple[str, ...]] = Counter()
    for run, count in threes.items():
        twos[run[1:]] += count if run[1] == START else 1
    return Counter(run[1:] for run in twos), twos, threes


def write(counts: Sequence[Counter[tuple[str, ...]]], path: Path) -> None:
    """Keep all runs."""
    words = sorted({word for run in counts[1] for word in run})
    codes = {word: at for at, word in enumerate(words)}
    arrays = {"words": np.frombuffer("\n".join(words).encode(), dtype=np.uint8)}
    for size, one in enumerate(counts, start=1):
        kept = sorted((tuple(codes[w] for w in run), n) for run, n in one.items())
        arrays[f"runs{size}"] = np.array([run for run, _ in kept], dtype=np.uint16)
        arrays[f"counts{size}"] = np.array([min(n, 65_535) for _, n in kept], dtype=np.uint16)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def read(path: Path, general: dict[str, int] | None = None) -> WordLikelihood:
    """What ``write`` kept. Raises ``OSError``, ``ValueError`` on a file that is not one."""
    with np.load(path) as kept:
        words = bytes(kept["words"]).decode().split("\n")
        counts = []
        for size in (1, 2, 3):
            runs = zip(kept[f"runs{size}"].tolist(), kept[f"counts{size}"].tolist(), strict=True)
            counts.append(Counter({tuple(words[code] for code in run): n for run, n in runs}))
    return WordLikelihood(counts, general)
