"""Phones, ordinals, abbreviations, capital letters and Latin words."""

from __future__ import annotations

import re
from re import Match

from .grammar import Case, Gender, cardinal, digits, governed, inflected, ordinal, readings
from .tables import (
    BRANDS,
    CAPITALS,
    LATIN_LETTERS,
    LATIN_SOUNDS,
    PHRASES,
    PLACES,
    RUSSIAN_LETTERS,
)

PHONE = re.compile(
    r"(?<![\d\w])(?P<plus>\+?7|8)[\s(-]*(?P<code>\d{3})[\s)-]*(?P<rest>(?:\d[\s-]?){6}\d)(?!\d)"
)
LOCAL_PHONE = re.compile(r"(?<![\d-])(?P<a>\d{2,3})-(?P<b>\d{2})-(?P<c>\d{2})(?![\d-])")
ADDRESS = re.compile(
    r"(?:https?://)?(?:[\w.+-]+@)?(?:[a-z0-9-]+\.)+(?:ru|com|org|net|info|рф|su|io)(?:/[\w./?=&%-]*)?(?![\w])",
    re.IGNORECASE,
)
ORDINAL = re.compile(
    r"(?<![\d.,])(?P<number>\d+)[-‑](?P<ending>[а-яё]{1,3})(?![а-яё-])(?:\s+(?P<noun>[а-яё]+))?",
    re.IGNORECASE,
)
COMPOUND = re.compile(r"(?<![\d.,])(?P<number>\d+)[-‑](?P<word>[а-яё]{4,})", re.IGNORECASE)
PERCENTUAL = re.compile(r"(?<![\d.,])(?P<number>\d+)\s?%[-‑](?P<ending>[а-яё]{1,4})(?![а-яё])", re.IGNORECASE)
FRACTION = re.compile(r"(?<![\d/])(?P<first>\d{1,6})\s?/\s?(?P<second>\d{1,6})(?![\d/])")
ROMAN = re.compile(r"(?<![A-Za-zА-Яа-я])(?P<roman>[IVX]{1,6})(?=\s+(?P<noun>[а-яё]{3,})(?![а-яё]))")
_SHORT_PLACES = "|".join(re.escape(one) for one in sorted(PLACES, key=len, reverse=True))
PLACE = re.compile(
    rf"(?<![\w-])(?<!\d\s)(?P<short>{_SHORT_PLACES})(?:\.\s*|(?<=-.)\s+)(?=[«\"]?[А-ЯЁ][а-яё-]|\d)",
    re.IGNORECASE,
)
PHRASE = re.compile(
    "|".join(rf"(?<![а-яё]){re.escape(one)}(?![а-яё])" for one in sorted(PHRASES, key=len, reverse=True)),
    re.IGNORECASE,
)
CAPITAL = re.compile(r"(?<![А-ЯЁа-яё-])[А-ЯЁ]{2,6}(?![А-ЯЁа-яё])")
LATIN = re.compile(r"(?<![A-Za-z])[A-Za-z]+(?:-[A-Za-z]+)?(?![A-Za-z])")
_NUMBERED = frozenset(
    {"дом", "квартира", "корпус", "строение", "подъезд", "этаж", "офис", "кабинет", "комната", "пункт"}
)
_PLACE_CASES: dict[str, Case] = {
    "в": "p",
    "во": "p",
    "на": "p",
    "из": "g",
    "с": "g",
    "со": "g",
    "от": "g",
    "до": "g",
}
_PLACE_CASES |= {
    "около": "g",
    "у": "g",
    "возле": "g",
    "к": "d",
    "ко": "d",
    "по": "d",
    "под": "i",
    "за": "i",
    "о": "p",
}
_LONG_ENDINGS = {"я": "ая", "й": "ый", "ю": "ую", "го": "ого", "му": "ому", "м": "ом", "е": "ое", "х": "ых"}
_VOWELS = frozenset("АЕЁИОУЫЭЮЯ")
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


def said_phone(match: Match[str]) -> str:
    """Figures in the groups in which people say them."""
    country = "плюс семь" if match["plus"].startswith("+") else cardinal(int(match["plus"]))
    rest = re.sub(r"\D", "", match["rest"])
    return ", ".join([country, *(_group(part) for part in (match["code"], rest[:3], rest[3:5], rest[5:]))])


def said_local_phone(match: Match[str]) -> str:
    """A phone without a code."""
    return ", ".join(_group(match[name]) for name in ("a", "b", "c"))


def said_address(match: Match[str]) -> str:
    """«info@site.ru» is «инфо собака сайт точка ру»."""
    text = re.sub(r"^https?://", "", match[0]).rstrip("/")
    for sign, word in (
        ("@", " собака "),
        (".", " точка "),
        ("/", " слэш "),
        ("-", " дефис "),
        ("_", " подчёркивание "),
    ):
        text = text.replace(sign, word)
    return text


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


def said_place(match: Match[str]) -> str:
    """«в г. Москве» is «в городе Москве», «д. 5» is «дом 5»."""
    lemma = PLACES[match["short"].lower()]
    after = match.string[match.end() : match.end() + 1]
    if after.isdigit() != (lemma in _NUMBERED) and not (after.isdigit() and lemma == "улица"):
        return match[0]
    found = re.search(r"(?:^|[\s(«])([а-яё]+)\s+$", match.string[: match.start()], re.IGNORECASE)
    case = _PLACE_CASES.get(found[1].lower(), "n") if found else "n"
    return inflected(lemma, case, plural=False) + " "


def said_phrase(match: Match[str]) -> str:
    """A fixed abbreviation; its full stop may also end the sentence."""
    words = PHRASES[match[0].lower()]
    first = words[0].upper() + words[1:] if match[0][0].isupper() else words
    after = match.string[match.end() :]
    ends = match[0].startswith(("и ", "И ")) and re.match(r"\s+[А-ЯЁ]", after)
    return first + ("." if ends else "")


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


def _prefix(number: int) -> str:
    """A number as the first part of a word."""
    special = {1: "одно", 90: "девяносто", 100: "сто", 1000: "тысяче"}
    return special.get(number) or cardinal(number, "g").replace(" ", "")


def _group(figures: str) -> str:
    """«05» is «ноль пять», «00» is «ноль ноль»."""
    zeros = len(figures) - len(figures.lstrip("0"))
    if zeros == len(figures):
        return digits(figures)
    return " ".join([*["ноль"] * zeros, cardinal(int(figures))])


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
