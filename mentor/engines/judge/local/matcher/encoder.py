"""Words of points and of a call in their context, by the layers of the assessor's reader, which stay as they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ....assessor.local.reader.context import WEIGHTS_OF_CONTEXT, WordsInContext
from ....assessor.local.reader.inputs import FLAGS
from .inputs import word_of

Array = NDArray[np.float32]
WORD, BAG, CONV = 96, 32, 112
READ = WORD + BAG + FLAGS + CONV
ENCODER = WEIGHTS_OF_CONTEXT


class Encoder:
    """Layers that learned on whole calls."""

    def __init__(self, weights: dict[str, Array]) -> None:
        self._words = WordsInContext(weights, lambda word: word_of(word).token)

    def read(self, texts: Sequence[tuple[str, ...]]) -> list[Array]:
        """(words, READ) of each text: the words themselves, then what they are in their context."""
        found = self._words.read(texts)
        rows = np.concatenate([found.alone, found.within], axis=1)
        return [rows[place] for place in found.places]
