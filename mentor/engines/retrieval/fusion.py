"""Two rankings of passages made one; and how much a word of a question tells."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

# How much the best of the text's list may add to a cosine. Measured: evaluation/retrieval.
TEXT_WEIGHT = 0.3
# What somebody wrote for the company stands before what happened to be said in a call, at this much less likeness.
# Chosen on every other question of evaluation/retrieval, it holds on the rest.
HEARD_COST = 0.1
# BM25 (Robertson, Zaragoza 2009): how soon repeated words stop counting, how much long passages are held back.
K1, B = 1.2, 0.5
USUAL_LENGTH = 20
# Common words are left out where rarer ones have brought this many occurrences to add up.
MOST_OCCURRENCES = 12_000


def idf(found_in: int, passages: int) -> float:
    """Inverse document frequency, never negative."""
    return math.log(1 + (passages - found_in + 0.5) / (found_in + 0.5)) if found_in <= passages else 0.0


def telling(found_in: Mapping[str, int], passages: int) -> dict[str, float]:
    """Word → idf of the words to look up: rarest first, until they bring ``MOST_OCCURRENCES``; one at the least."""
    chosen: dict[str, float] = {}
    total = 0
    for word, count in sorted(found_in.items(), key=lambda pair: (pair[1], pair[0])):
        if not count:
            continue
        if chosen and total + count > MOST_OCCURRENCES:
            break
        chosen[word] = idf(count, passages)
        total += count
    return chosen


def fuse(
    near: Mapping[int, float],
    said: Mapping[int, float],
    heard: Collection[int] = (),
    weight: float = TEXT_WEIGHT,
) -> Sequence[tuple[int, float]]:
    """(id, score), best first. ``near``: cosines of all candidates; ``said``: BM25 scores of those that text found;
    ``heard``: candidates that were only said in a call.
    """
    most = max(said.values(), default=0.0)

    def score(each: int, cosine: float) -> float:
        words = weight * said.get(each, 0.0) / most if most else 0.0
        return cosine + words - (HEARD_COST if each in heard else 0.0)

    scores = {each: score(each, cosine) for each, cosine in near.items()}
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
