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


_PROPER = ("Name", "Patr", "Surn", "Geox", "Orgn", "Trad", "Abbr", "Init", "UNKN", "LATN")


@lru_cache(maxsize=65536)
def is_common(word: str) -> bool:
    """A word that is nobody's name: it stands with a small letter inside a sentence."""
    parses = _analyser().parse(word)
    return bool(parses[0].is_known) and not any(kind in parse.tag for parse in parses[:3] for kind in _PROPER)


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


@lru_cache(maxsize=65536)
def likeliest_name(word: str) -> tuple[str | None, float]:
    """How surely a normal word names a person: ``Name``, ``Patr`` or ``Surn`` and the share, 0–1, of its readings."""
    shares = {"Name": 0.0, "Patr": 0.0, "Surn": 0.0}
    for parse in _analyser().parse(word):
        for kind in shares:
            if kind in parse.tag:
                shares[kind] += float(parse.score)
    best = max(shares, key=lambda kind: shares[kind])
    whole = min(1.0, sum(shares.values()))
    return (best, whole) if whole > 0 else (None, 0.0)


@lru_cache(maxsize=65536)
def is_known(word: str) -> bool:
    """Is the word in the dictionary at all (not guessed by its ending)."""
    return bool(_analyser().word_is_known(word))


@lru_cache(maxsize=65536)
def name_in_nominative(word: str) -> str:
    """A person's name, patronymic or surname as it stands in a header: «Сафиной» is «Сафина»; capitalised."""
    for parse in _analyser().parse(word.lower()):
        if any(kind in parse.tag for kind in ("Name", "Patr", "Surn")):
            formed = parse.inflect({"nomn", "sing"})
            return str(formed.word if formed else parse.word).capitalize()
    return word.capitalize()


@lru_cache(maxsize=16384)
def _reformed(word: str, having: tuple[str, ...], into: tuple[str, ...]) -> str | None:
    for parse in _analyser().parse(word)[:3]:
        if all(mark in parse.tag for mark in having):
            formed = parse.inflect(set(into))
            return str(formed.word) if formed else None
    return None


def reform(word: str, having: set[str], into: set[str]) -> str | None:
    """``word`` with other OpenCorpora marks where it has those of ``having``; None where it has not."""
    return _reformed(word, tuple(sorted(having)), tuple(sorted(into)))


@lru_cache(maxsize=65536)
def parses(word: str) -> tuple[Any, ...]:
    """Every reading of a word as pymorphy3 gives them, the likeliest first; a reading can be inflected."""
    return tuple(_analyser().parse(word))
