"""Capital letters and Latin words."""

from __future__ import annotations

import re
from re import Match

from .tables import BRANDS, CAPITALS, LATIN_LETTERS, LATIN_SOUNDS, RUSSIAN_LETTERS

CAPITAL = re.compile(r"(?<![А-ЯЁа-яё-])[А-ЯЁ]{2,6}(?![А-ЯЁа-яё])")
LATIN = re.compile(r"(?<![A-Za-z])[A-Za-z]+(?:-[A-Za-z]+)?(?![A-Za-z])")
_VOWELS = frozenset("АЕЁИОУЫЭЮЯ")


def said_capitals(match: Match[str]) -> str:
    """Known ones as people say them; unknown ones as a word where it can be said, else by letters."""
    word = match[0]
    if word in CAPITALS:
        return CAPITALS[word]
    neighbours = (
        match.string[max(0, match.start() - 12) : match.start()]
        + match.string[match.end() : match.end() + 12]
    )
    shouted = len(word) > 3 or any(len(other) > 3 for other in re.findall(r"[А-ЯЁ]{2,}", neighbours))
    vowels = sum(letter in _VOWELS for letter in word)
    if (shouted and vowels) or (
        vowels and word[0] not in _VOWELS and word[-1] not in _VOWELS and len(word) == 3
    ):
        return word.lower()
    return "-".join(RUSSIAN_LETTERS[letter] for letter in word)


def said_latin(match: Match[str]) -> str:
    """Brands as people say them, short capitals by letters, the rest as it would sound."""
    word = match[0]
    known = BRANDS.get(word.lower())
    if known:
        return known
    if "-" in word:
        return "-".join(said_latin(found) for one in word.split("-") if (found := LATIN.fullmatch(one)))
    if word.isupper() and (len(word) <= 4 or not set(word) & set("AEIOUY")):
        return "-".join(LATIN_LETTERS[letter] for letter in word)
    if word.isupper():
        return _sound(word)
    parts = re.findall(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]", word)
    return "-".join(
        "-".join(LATIN_LETTERS[one] for one in part) if part.isupper() else _sound(part) for part in parts
    )


def _sound(part: str) -> str:
    """Letter by letter as a Russian would read it; an English mute «e» is left out."""
    rest, said = part.lower(), []
    if len(rest) > 3 and rest.endswith("e") and rest[-2] not in "aeiouy":
        long = {"a": "ей", "i": "ай", "o": "оу", "u": "ю"}.get(rest[-3])
        rest, ending = (rest[:-3], long + _sound(rest[-2])) if long else (rest[:-1], "")
    else:
        ending = ""
    if rest.startswith("e"):
        rest = rest[1:]
        said.append("э")
    while rest:
        written, sound = next(pair for pair in LATIN_SOUNDS if rest.startswith(pair[0]))
        said.append(sound)
        rest = rest[len(written) :]
    return "".join(said) + ending
