"""Words in their context in numpy: word vectors, pieces of words and two convolutions of width three.

The reader's first layers; the judge's matcher stands on a copy of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .inputs import Token

Array = NDArray[np.float32]
LAYERS = ("word", "conv1", "conv2")
WEIGHTS_OF_CONTEXT = (*(f"{layer}.{part}" for layer in LAYERS for part in ("weight", "bias")), "bag.weight")


@dataclass(frozen=True, slots=True)
class Read:
    """Rows of the words of all texts, one text after another: each by itself, and in its context.

    ``places[i]``: the rows of text ``i``.
    """

    alone: Array
    within: Array
    places: tuple[slice, ...]


class WordsInContext:
    """``weights``: at least ``WEIGHTS_OF_CONTEXT``; ``token``: what is known of one word."""

    def __init__(self, weights: dict[str, Array], token: Callable[[str], Token]) -> None:
        self._w, self._token = weights, token
        channels = len(weights["conv1.bias"])
        self._kernels = {
            name: np.ascontiguousarray(weights[f"{name}.weight"].transpose(2, 1, 0).reshape(-1, channels))
            for name in ("conv1", "conv2")
        }

    def read(self, texts: Sequence[tuple[str, ...]]) -> Read:
        """All texts at once; see ``Read``."""
        distinct = tuple(dict.fromkeys(word for words in texts for word in words))
        place = {word: i for i, word in enumerate(distinct)}
        table = self._table(distinct)
        table = np.concatenate([table, np.zeros((1, table.shape[1]), dtype=np.float32)])
        # all texts in one row, an empty word between them: nothing of one reaches the next
        ids = np.array([i for words in texts for i in (*(place[w] for w in words), len(distinct))])
        said = (ids != len(distinct))[:, None]
        alone = table[ids]
        one = _relu(self._conv("conv1", alone)) * said
        two = _relu(self._conv("conv2", one) + one)
        starts = np.cumsum([0, *(len(words) + 1 for words in texts)])
        places = tuple(
            slice(at, at + len(words)) for at, words in zip(starts[:-1].tolist(), texts, strict=True)
        )
        return Read(alone, two, places)

    def _table(self, words: tuple[str, ...]) -> Array:
        known = [self._token(word) for word in words]
        bag = self._w["bag.weight"]
        vectors = np.stack([t.vector for t in known]) @ self._w["word.weight"].T + self._w["word.bias"]
        pieces = np.stack([bag[t.grams].mean(0) for t in known])
        flags = np.array([t.flags for t in known], dtype=np.float32)
        return np.asarray(np.concatenate([vectors, pieces, flags], axis=1), dtype=np.float32)

    def _conv(self, name: str, x: Array) -> Array:
        """Zeros outside."""
        edge = np.zeros((1, x.shape[1]), dtype=np.float32)
        padded = np.concatenate([edge, x, edge])
        wide = np.concatenate([padded[:-2], padded[1:-1], padded[2:]], axis=1)
        return np.asarray(wide @ self._kernels[name] + self._w[f"{name}.bias"], dtype=np.float32)


def _relu(x: Array) -> Array:
    return np.maximum(x, np.float32(0.0))
