"""Whose words these are: a man's or a woman's; and what in them would name a person."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..text.morphology import is_feminine, name_kind, parses
from ..text.normal import normalise

_HUSBAND = re.compile(r"\bмуж(?!чин)\w{0,3}\b", re.IGNORECASE)
_WIFE = re.compile(r"\bжен(?:а|ы|е|у|ой)\b", re.IGNORECASE)
_DIGITS = re.compile(r"(?:\d[ \-()]?){6,}")
_CAPITAL = re.compile(r"(?<![.!?…«\"] )(?<!^)\b[А-ЯЁ][а-яё]+")
_NEAR_ME = 6
MEN = ("Андрей", "Сергей", "Михаил", "Виктор", "Павел", "Игорь", "Роман", "Олег", "Николай", "Артём")
WOMEN = ("Ирина", "Марина", "Светлана", "Елена", "Наталья", "Татьяна", "Алла", "Вера", "Юлия", "Галина")


def is_womans(text: str) -> bool | None:
    """True for «я смотрела», «сама», «с мужем»; False for «я смотрел», «сам», «с женой»; None where nothing tells."""
    words = normalise(text).words
    if "сама" in words or ("одна" in words and "решаю" in words) or _HUSBAND.search(text):
        return True
    if "сам" in words or _WIFE.search(text):
        return False
    for i, word in enumerate(words):
        near_me = "я" in words[max(0, i - _NEAR_ME) : i + 2]
        tag = parses(word)[0].tag
        past = "VERB" in tag and "past" in tag and "sing" in tag and near_me
        if past or ("ADJS" in tag and "sing" in tag and near_me):
            if "femn" in tag:
                return True
            if "masc" in tag:
                return False
    return None


def is_womans_name(name: str | None) -> bool | None:
    """By a first name, None where there is none."""
    first = next((w for w in normalise(name or "").words if name_kind(w) in ("Name", "Patr")), None)
    return None if first is None else is_feminine(first)


def majority(texts: Iterable[str]) -> bool | None:
    """Whose most of these words are."""
    votes = [told for text in texts if (told := is_womans(text)) is not None]
    return None if not votes else sum(votes) * 2 >= len(votes)


def fits(text: str, *, feminine: bool) -> bool:
    """Whether a client of this gender may say it."""
    return is_womans(text) in (None, feminine)


def names_somebody(text: str) -> bool:
    """A name inside a sentence, a phone, a long number: another client's words that a rehearsal must not repeat."""
    if _DIGITS.search(text):
        return True
    return any(name_kind(each.lower()) is not None for each in _CAPITAL.findall(text))
