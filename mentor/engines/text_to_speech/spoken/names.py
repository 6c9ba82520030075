"""Phones, addresses, places and fixed abbreviations."""

from __future__ import annotations

import re
from re import Match

from .grammar import Case, cardinal, digits, inflected
from .tables import PHRASES, PLACES

PHONE = re.compile(
    r"(?<![\d\w])(?P<plus>\+?7|8)[\s(-]*(?P<code>\d{3})[\s)-]*(?P<rest>(?:\d[\s-]?){6}\d)(?!\d)"
)
LOCAL_PHONE = re.compile(r"(?<![\d-])(?P<a>\d{2,3})-(?P<b>\d{2})-(?P<c>\d{2})(?![\d-])")
ADDRESS = re.compile(
    r"(?:https?://)?(?:[\w.+-]+@)?(?:[a-z0-9-]+\.)+(?:ru|com|org|net|info|рф|su|io)(?:/[\w./?=&%-]*)?(?![\w])",
    re.IGNORECASE,
)
_SHORT_PLACES = "|".join(re.escape(one) for one in sorted(PLACES, key=len, reverse=True))
PLACE = re.compile(
    rf"(?<![\w-])(?<!\d\s)(?P<short>{_SHORT_PLACES})(?:\.\s*|(?<=-.)\s+)(?=[«\"]?[А-ЯЁ][а-яё-]|\d)",
    re.IGNORECASE,
)
PHRASE = re.compile(
    "|".join(rf"(?<![а-яё]){re.escape(one)}(?![а-яё])" for one in sorted(PHRASES, key=len, reverse=True)),
    re.IGNORECASE,
)
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


def _group(figures: str) -> str:
    """«05» is «ноль пять», «00» is «ноль ноль»."""
    zeros = len(figures) - len(figures.lstrip("0"))
    if zeros == len(figures):
        return digits(figures)
    return " ".join([*["ноль"] * zeros, cardinal(int(figures))])
