"""Word vectors of natasha's wheel (navec, news, 250,000 words × 300), read when the first word is asked for."""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import EngineError

FILE = "navec_news_v1_1B_250K_300d_100q.tar"
DIMENSIONS = 300
Vector = NDArray[np.float32]
_RUSSIAN = re.compile("[а-яё]+")


@cache
def _navec() -> Any:
    from navec import Navec

    spec = find_spec("natasha")
    if spec is None or spec.origin is None:
        raise EngineError("Не найден пакет natasha: местные движки работать не могут.", permanent=True)
    path = Path(spec.origin).parent / "data" / "emb" / FILE
    if not path.is_file():
        raise EngineError(f"Нет файла векторов слов {path.name} в пакете natasha.", permanent=True)
    return Navec.load(str(path))


@lru_cache(maxsize=65536)
def vector(word: str) -> Vector | None:
    """Unit vector of a normal word («ё» as «е»), or None where the word is unknown."""
    table = _navec()
    key = word if word in table else word.replace("е", "ё", 1) if word.replace("е", "ё", 1) in table else None
    if key is None:
        return None
    raw = np.asarray(table[key], dtype=np.float32)
    norm = float(np.linalg.norm(raw))
    return raw / norm if norm else None


@lru_cache(maxsize=65536)
def is_known(word: str) -> bool:
    """Does a normal word stand in the vocabulary; figures count as known."""
    table = _navec()
    return word.isdecimal() or word in table or ("е" in word and word.replace("е", "ё", 1) in table)


@lru_cache(maxsize=65536)
def rarity(word: str) -> float:
    """How much a lemma tells, 0–1: the logarithm of its rarity in the vectors' own text; unknown words tell most."""
    table = _navec()
    at = table.vocab.word_ids.get(word)
    if at is None:
        return 1.0
    counts = table.vocab.counts
    return float(min(1.0, max(0.1, math.log(counts[0] / max(1, counts[at])) / 12.0)))


def word_counts(most: int = 150_000) -> dict[str, int]:
    """How often the commonest Russian words (lower case, «е» for «ё») stand in the text the vectors were made of."""
    vocabulary = _navec().vocab
    counts = np.asarray(vocabulary.counts)
    found: dict[str, int] = {}
    for at in np.argsort(-counts, kind="stable")[:most].tolist():
        word = vocabulary.words[at]
        if _RUSSIAN.fullmatch(word):
            key = word.replace("ё", "е")
            found[key] = found.get(key, 0) + int(counts[at])
    return found


def matrix(words: tuple[str, ...]) -> Vector:
    """Unit vectors of words, one a row; zeros for unknown ones. Shape ``(len(words), 300)``."""
    rows = np.zeros((len(words), DIMENSIONS), dtype=np.float32)
    for i, word in enumerate(words):
        found = vector(word)
        if found is not None:
            rows[i] = found
    return rows
