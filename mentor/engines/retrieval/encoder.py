"""What a passage means, as one vector of fixed size: rare words weigh more, known meanings stand beside them.

Word vectors are natasha's (navec). Meanings («рассрочка» is said with «частями», «разбить», «в месяц» …)
are those that the judge and the adviser know words for. Nothing is trained here.
"""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from ..adviser.reasons import reasons, reasons_in
from ..judge.local.reading import concepts, meanings
from ..text import vectors
from ..text.morphology import lemma
from ..text.normal import words_of
from ..text.words import words as word_list
from . import SIZE

MEANINGS_WEIGHT = 0.5
TITLE_WEIGHT = 0.7
_FUNCTION = word_list("functional")
Vector = NDArray[np.float32]


@lru_cache(maxsize=4096)
def meanings_of(text: str) -> frozenset[str]:
    """Names of the meanings that ``text`` holds a wording of."""
    named = reasons_in(text)
    return meanings(text) | {f"reason.{name.split('.')[0]}" for name in named} | named


@cache
def _places() -> dict[str, int]:
    """Where each meaning stands in a vector, behind the words' dimensions."""
    named = {each.name for each in reasons()}
    known = sorted({name for name, _ in concepts()} | named | {f"reason.{n.split('.')[0]}" for n in named})
    room = SIZE - vectors.DIMENSIONS
    return {name: vectors.DIMENSIONS + at % room for at, name in enumerate(known)}


@cache
def version() -> str:
    """Names what vectors were made by: passages with another one are to be embedded anew."""
    told = f"{vectors.FILE}|{SIZE}|{MEANINGS_WEIGHT}|{TITLE_WEIGHT}|{'|'.join(_places())}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def encode(text: str, title: str = "") -> Vector:
    """Unit vector of ``SIZE`` float32; zeros where no word is known. The title counts again beside the whole."""
    whole = _encode(f"{title}\n{text}" if title else text)
    return _unit(whole + TITLE_WEIGHT * _encode(title)) if title else whole


@lru_cache(maxsize=2048)
def _encode(text: str) -> Vector:
    words = np.zeros(SIZE, dtype=np.float32)
    for word in words_of(text):
        if word in _FUNCTION or len(word) < 2:
            continue
        normal = lemma(word)
        found = vectors.vector(normal)
        if found is not None:
            words[: vectors.DIMENSIONS] += found * vectors.rarity(normal)
    meant = np.zeros(SIZE, dtype=np.float32)
    for name in meanings_of(text):
        meant[_places()[name]] = 1.0
    return _unit(_unit(words) + MEANINGS_WEIGHT * _unit(meant))


def _unit(raw: Vector) -> Vector:
    norm = float(np.linalg.norm(raw))
    return raw / np.float32(norm) if norm else raw
