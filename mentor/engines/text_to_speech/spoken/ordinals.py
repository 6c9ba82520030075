"""Ordinals and words made of figures: «2-й», «3-комнатная», «10%-я», «5/2», «II квартал»."""

from __future__ import annotations

import re
from re import Match

from .grammar import Case, Gender, cardinal, governed, ordinal, readings

ORDINAL = re.compile(
    r"(?<![\d.,])(?P<number>\d+)[-‑](?P<ending>[а-яё]{1,3})(?![а-яё-])(?:\s+(?P<noun>[а-яё]+))?",
    re.IGNORECASE,
)
COMPOUND = re.compile(r"(?<![\d.,])(?P<number>\d+)[-‑](?P<word>[а-яё]{4,})", re.IGNORECASE)
PERCENTUAL = re.compile(r"(?<![\d.,])(?P<number>\d+)\s?%[-‑](?P<ending>[а-яё]{1,4})(?![а-яё])", re.IGNORECASE)
FRACTION = re.compile(r"(?<![\d/])(?P<first>\d{1,6})\s?/\s?(?P<second>\d{1,6})(?![\d/])")
ROMAN = re.compile(r"(?<![A-Za-zА-Яа-я])(?P<roman>[IVX]{1,6})(?=\s+(?P<noun>[а-яё]{3,})(?![а-яё]))")
_LONG_ENDINGS = {"я": "ая", "й": "ый", "ю": "ую", "го": "ого", "му": "ому", "м": "ом", "е": "ое", "х": "ых"}
_ROMAN = {"I": 1, "V": 5, "X": 10}
_PLURAL_ENDINGS: dict[str, Case] = {"ые": "n", "ых": "g", "х": "g", "ым": "d", "ыми": "i", "ми": "i"}
_SINGLE_ENDINGS: dict[str, tuple[tuple[Case, Gender], ...]] = {
    "й": (("n", "m"), ("a", "m"), ("g", "f"), ("d", "f"), ("p", "f"), ("i", "f")),
    "ый": (("n", "m"), ("a", "m")),
    "ой": (("n", "m"), ("a", "m"), ("g", "f"), ("d", "f"), ("p", "f"), ("i", "f")),
    "ий": (("n", "m"), ("a", "m")),
    "я": (("n", "f"),),
    "ая": (("n", "f"),),
    "е": (("n", "n"), ("a", "n")),
    "ое": (("n", "n"), ("a", "n")),
    "го": (("g", "m"), ("g", "n")),
    "ого": (("g", "m"), ("g", "n")),
    "му": (("d", "m"), ("d", "n")),
    "ому": (("d", "m"), ("d", "n")),
    "м": (("p", "m"), ("p", "n"), ("i", "m"), ("i", "n")),
    "ом": (("p", "m"), ("p", "n")),
    "ым": (("i", "m"), ("i", "n")),
    "ю": (("a", "f"),),
    "ую": (("a", "f"),),
}


def said_ordinal(match: Match[str]) -> str:
    """«2-й этаж», «на 3-м месте», «90-х»: the ending tells the case, the noun the gender."""
    number, ending, noun = int(match["number"]), match["ending"].lower(), match["noun"]
    tail = f" {noun}" if noun else ""
    read = readings(noun) if noun else ()
    if ending == "х" and number < 10:
        return f"{cardinal(number, 'g')}{tail}"
    plural = ending in _PLURAL_ENDINGS and not (ending == "ым" and any(not one[1] for one in read))
    if ending == "е" and any(one[1] and one[0] in ("n", "a") for one in read) and not _singular(read, "n"):
        return f"{ordinal(number, 'n', plural=True)}{tail}"
    if plural:
        return f"{ordinal(number, _PLURAL_ENDINGS[ending], plural=True)}{tail}"
    if ending == "ю" and any(one[1] and one[0] == "i" for one in read):
        return f"{cardinal(number, 'i')}{tail}"
    forms = _SINGLE_ENDINGS.get(ending)
    if forms is None:
        return _marked_cardinal(number, ending, match)
    agreed = next(((case, gender) for case, gender in forms if (case, gender) in _agreements(read)), forms[0])
    return f"{ordinal(number, *agreed)}{tail}"


def said_compound(match: Match[str]) -> str:
    """«3-комнатная» is «трёхкомнатная»."""
    return _prefix(int(match["number"])) + match["word"]


def said_percentual(match: Match[str]) -> str:
    """«10%-я скидка» is «десятипроцентная скидка»."""
    ending = match["ending"].lower().removeprefix("н")
    full = _LONG_ENDINGS.get(ending, ending)
    return f"{_prefix(int(match['number']))}процентн{full}"


def said_fraction(match: Match[str]) -> str:
    """«5/2» is «пять дробь два»."""
    return f"{cardinal(int(match['first']))} дробь {cardinal(int(match['second']))}"


def said_roman(match: Match[str]) -> str:
    """«II квартал»: a Roman figure before a noun is an ordinal."""
    number, noun = _roman(match["roman"]), match["noun"]
    read = [one for one in readings(noun) if not one[1]]
    if not number or not read:
        return match[0]
    asked = governed(match.string[: match.start()])
    case, _, gender, _ = next((one for one in read if one[0] == asked), read[0])
    return ordinal(number, case, gender)


def _prefix(number: int) -> str:
    """A number as the first part of a word."""
    special = {1: "одно", 90: "девяносто", 100: "сто", 1000: "тысяче"}
    return special.get(number) or cardinal(number, "g").replace(" ", "")


def _marked_cardinal(number: int, ending: str, match: Match[str]) -> str:
    """«5-ти», «10-ю»: the writer marks the case of a cardinal."""
    cases: dict[str, Case] = {
        "ти": "g",
        "и": "g",
        "мя": "i",
        "ми": "i",
        "ух": "g",
        "ёх": "g",
        "ех": "g",
        "ью": "i",
    }
    if ending not in cases:
        return match[0]
    tail = f" {match['noun']}" if match["noun"] else ""
    return cardinal(number, cases[ending]) + tail


def _agreements(read: tuple[tuple[Case, bool, Gender, str], ...]) -> set[tuple[Case, Gender]]:
    return {(case, gender) for case, plural, gender, _ in read if not plural}


def _singular(read: tuple[tuple[Case, bool, Gender, str], ...], case: Case) -> bool:
    return any(one[0] == case and not one[1] and one[2] == "n" for one in read)


def _roman(text: str) -> int:
    values = [_ROMAN[letter] for letter in text]
    total = sum(-one if one < max(values[at:]) else one for at, one in enumerate(values))
    return total if 0 < total < 40 else 0
