"""pymorphy3 behind a cache: loaded once, each word analysed once. The load takes about a quarter of a second."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from .normal import normalise


@cache
def _analyser() -> Any:
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")


@lru_cache(maxsize=65536)
def lemma(word: str) -> str:
    """The dictionary form of a normal word, «ё» as «е»."""
    return str(_analyser().parse(word)[0].normal_form).replace("ё", "е")


def lemmas(text: str) -> tuple[str, ...]:
    """Dictionary forms of all words of ``text`` in order."""
    return tuple(lemma(word) for word in normalise(text).words)


@lru_cache(maxsize=65536)
def name_kind(word: str) -> str | None:
    """``Name``, ``Patr`` or ``Surn`` where the word is most likely a person's name, else None."""
    for parse in _analyser().parse(word)[:3]:
        for kind in ("Name", "Patr", "Surn"):
            if kind in parse.tag and float(parse.score) > 0.2:
                return kind
    return None


@lru_cache(maxsize=65536)
def part_of_speech(word: str) -> str:
    """OpenCorpora part of speech of the likeliest reading, or an empty string."""
    return str(_analyser().parse(word)[0].tag.POS or "")


def inflect(word: str, case: str) -> str:
    """``word`` in an OpenCorpora case (``datv``, ``gent`` …), its capital kept; unchanged where it can't be."""
    parse = next((p for p in _analyser().parse(word) if "nomn" in p.tag and "sing" in p.tag), None)
    formed = parse.inflect({case}) if parse else None
    if formed is None:
        return word
    return str(formed.word).capitalize() if word[:1].isupper() else str(formed.word)


def is_feminine(word: str) -> bool:
    """Is a first name or patronymic most likely a woman's."""
    for parse in _analyser().parse(word):
        if "Name" in parse.tag or "Patr" in parse.tag:
            return "femn" in parse.tag
    return word.lower().endswith(("а", "я"))
