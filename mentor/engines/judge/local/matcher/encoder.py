"""Words in their context in numpy: word vectors, pieces of words and two convolutions, learned on whole calls."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ....assessor.local.reader.inputs import FLAGS
from .inputs import word_of

Array = NDArray[np.float32]
WORD, BAG, CONV = 96, 32, 112
READ = WORD + BAG + FLAGS + CONV
_LAYERS = ("word", "conv1", "conv2")
ENCODER = (*(f"{layer}.{part}" for layer in _LAYERS for part in ("weight", "bias")), "bag.weight")


class Encoder:
    """Words in their context, by layers that learned on whole calls (the assessor's reader) and stay as they are."""

    def __init__(self, weights: dict[str, Array]) -> None:
        self._w = weights
        self._kernels = {
            name: np.ascontiguousarray(weights[f"{name}.weight"].transpose(2, 1, 0).reshape(-1, CONV))
            for name in ("conv1", "conv2")
        }

    def read(self, texts: Sequence[tuple[str, ...]]) -> list[Array]:
        """(words, READ) of each text: the words themselves, then what they are in their context."""
        distinct = tuple(dict.fromkeys(w for words in texts for w in words))
        place = {word: i for i, word in enumerate(distinct)}
        table = self._table(distinct)
        table = np.concatenate([table, np.zeros((1, table.shape[1]), dtype=np.float32)])
        # all texts in one row, an empty word between them: nothing of one reaches the next
        ids = np.array([i for words in texts for i in (*(place[w] for w in words), len(distinct))])
        said = (ids != len(distinct))[:, None]
        row = table[ids]
        one = np.maximum(self._conv("conv1", row), 0.0) * said
        two = np.maximum(self._conv("conv2", one) + one, 0.0)
        whole = np.concatenate([row, two], axis=1).astype(np.float32)
        found, at = [], 0
        for words in texts:
            found.append(whole[at : at + len(words)])
            at += len(words) + 1
        return found

    def _table(self, words: tuple[str, ...]) -> Array:
        known = [word_of(word).token for word in words]
        bag = self._w["bag.weight"]
        vectors = np.stack([t.vector for t in known]) @ self._w["word.weight"].T + self._w["word.bias"]
        pieces = np.stack([bag[t.grams].mean(0) for t in known])
        flags = np.array([t.flags for t in known], dtype=np.float32)
        return np.concatenate([vectors, pieces, flags], axis=1)

    def _conv(self, name: str, x: Array) -> Array:
        edge = np.zeros((1, x.shape[1]), dtype=np.float32)
        padded = np.concatenate([edge, x, edge])
        wide = np.concatenate([padded[:-2], padded[1:-1], padded[2:]], axis=1)
        return np.asarray(wide @ self._kernels[name] + self._w[f"{name}.bias"], dtype=np.float32)
