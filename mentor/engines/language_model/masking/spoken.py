"""Numbers dictated in words: «восемь девятьсот двадцать один …» is a phone, «сто двадцать тысяч» is money."""

from __future__ import annotations

import re
from functools import lru_cache

from ...text.morphology import is_known
from ...text.normal import edit_distance, words_of
from ...text.numbers import is_number_word, numbers
from .patterns import Found, kind_of_digits

_WORD = re.compile(r"[^\W_]+")
_SCALE = re.compile(r"(?i)тыс|тыщ|миллион|млн")
# A recogniser breaks a numeral now and then: two broken pieces inside a run do not end it.
MOST_STRANGERS = 2
_LEAST_WORDS = 4
_NUMERALS = (
    "ноль", "один", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять", "одиннадцать", "двенадцать",
    "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать", "семнадцать", "восемнадцать", "девятнадцать",
    "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто", "двести",
    "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот",
)  # fmt: skip
_ADDRESS_WORD = re.compile(
    r"(?i)^(?:улиц[аеуы]|ул|проспект[аеу]?|переулок|переулке|бульвар[еа]?|шоссе|набережн\w+|площад[ьи]|проезд[аеу]?)$"
)
_HOUSE_WORD = re.compile(
    r"(?i)^(?:дом[аеу]?|корпус[аеу]?|строение|квартир[аеуы]|подъезд[ае]?|этаж[ае]?|офис[ае]?)$"
)
_STREET_WORDS = 3


def find_spoken(text: str) -> list[Found]:
    """Dictated phones, cards and passports, and addresses whose house is said in words."""
    words = list(_WORD.finditer(text))
    return [*_dictated(text, words), *_addresses(words)]


@lru_cache(maxsize=8192)
def _is_number(word: str) -> bool:
    """A number word, or one misheard by a letter."""
    normal = words_of(word)
    if not normal or _SCALE.match(normal[0]):
        return False
    return is_number_word(normal[0]) or _misheard(normal[0])


def _numbers_next(words: list[re.Match[str]], at: int) -> int:
    """How many of the three words after ``at`` are numbers: dictation goes on, or one figure stands nearby."""
    return sum(_is_number(word.group()) for word in words[at + 1 : at + 4])


def _is_word(word: str) -> bool:
    """A word of the language: what a recogniser breaks a numeral into is none."""
    normal = words_of(word)
    return bool(normal) and is_known(normal[0])


def _misheard(word: str) -> bool:
    return len(word) > 3 and any(
        word[:2] == known[:2] and edit_distance(word, known, 1) <= 1 for known in _NUMERALS
    )


def _dictated(text: str, words: list[re.Match[str]]) -> list[Found]:
    found: list[Found] = []
    at = 0
    while at < len(words):
        if not _is_number(words[at].group()):
            at += 1
            continue
        last, strangers, after = at, 0, at + 1
        while after < len(words) and strangers <= MOST_STRANGERS:
            if _is_number(words[after].group()):
                last, strangers = after, 0
            elif _is_word(words[after].group()) and _numbers_next(words, after) < 2:
                break
            else:
                strangers += 1
            after += 1
        run = [w.group() for w in words[at : last + 1] if _is_number(w.group())]
        kind = kind_of_digits(_digits(run), text[: words[at].start()]) if len(run) >= _LEAST_WORDS else None
        if kind is not None:
            found.append(Found(words[at].start(), words[last].end(), kind))
        at = last + 1
    return found


def _digits(run: list[str]) -> int:
    """How many digits a run of number words dictates: «девятьсот двадцать один» is three, «ноль семь» two."""
    total, room = 0, 0
    for word in run:
        value = next(iter(numbers(word)), 0)
        if not value and not is_number_word(word.lower()):
            value = 10  # misheard: most numerals stand for two digits
        size = len(word) if word.isdecimal() else len(str(value))
        if not word.isdecimal() and size <= room and value:
            room = size - 1 if value >= 20 else 0
            continue
        total += size
        room = size - 1 if value >= 20 and not word.isdecimal() else 0
    return total


def _addresses(words: list[re.Match[str]]) -> list[Found]:
    """«улица ленина дом двадцать три квартира пять»: a street word, its name, then numbers and words of a house."""
    found: list[Found] = []
    for start, word in enumerate(words):
        if not _ADDRESS_WORD.match(word.group()):
            continue
        end = next(
            (
                i
                for i in range(start + 2, min(len(words), start + 2 + _STREET_WORDS))
                if _in_house(words[i].group())
            ),
            None,
        )
        if end is None:
            continue
        while end + 1 < len(words) and _in_house(words[end + 1].group()):
            end += 1
        found.append(Found(word.start(), words[end].end(), "АДРЕС"))
    for start, word in enumerate(words[:-1]):
        if word.group().lower().startswith(("квартир", "кв")) and _is_number(words[start + 1].group()):
            end = start + 1
            while end + 1 < len(words) and _is_number(words[end + 1].group()):
                end += 1
            if _HOUSE_WORD.match(word.group()) and any(
                w.group().lower().startswith("дом") for w in words[max(0, start - 4) : start]
            ):
                found.append(Found(word.start(), words[end].end(), "АДРЕС"))
    return found


def _in_house(word: str) -> bool:
    return bool(_HOUSE_WORD.match(word)) or _is_number(word)
