"""Sums of a call in the nominative: the recogniser writes «ста тридцати», a speech needs «сто тридцать»."""

from __future__ import annotations

import re

from ..text.cues import Cues
from ..text.normal import normalise
from ..text.numbers import numbers

_UNITS = (
    "", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять", "одиннадцать",
    "двенадцать", "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать", "семнадцать", "восемнадцать",
    "девятнадцать",
)  # fmt: skip
_TENS = (
    "", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто",
)  # fmt: skip
_HUNDREDS = (
    "", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот",
)  # fmt: skip
LEAST_SUM, LEAST_SHORT_SUM, MOST = 1_000, 40, 99_000_000
_TURNED = re.compile(r"(?:(\w+) )?(?:тысяч|тыщ|тыс)\b")
_PLAIN = frozenset(("тысяч", "тысячи", "тысяча", "одна", "одну", "две"))
_DIFFERENCE = Cues(r"(?:тысяч|тыщ)\w* разниц~", r"разниц~ (?:в |на )?[а-я]+")
_PRICED = Cues(
    r"за (?:сто|двести|триста|четыреста|пятьсот|шестьсот|семьсот|восемьсот|шестьдесят|пятьдесят|сорок|семьдесят)",
    "отложен~", "тысяч~", "миллион~",
)  # fmt: skip


def in_words(value: int) -> str:
    """«сто тридцать тысяч», «миллион двести»; ``1 ≤ value ≤ MOST``, else the digits."""
    if not 1 <= value <= MOST:
        return str(value)
    millions, thousands, rest = value // 1_000_000, value // 1_000 % 1_000, value % 1_000
    parts: list[str] = []
    if millions:
        parts.append("миллион" if millions == 1 else f"{_group(millions)} {_form(millions, _MILLION)}")
    if thousands:
        parts.append(
            "тысячу" if value == 1_000 else f"{_group(thousands, she=True)} {_form(thousands, _THOUSAND)}"
        )
    if rest:
        parts.append(_group(rest))
    return " ".join(parts)


_MILLION = ("миллион", "миллиона", "миллионов")
_THOUSAND = ("тысяча", "тысячи", "тысяч")


def _group(value: int, *, she: bool = False) -> str:
    hundreds, rest = _HUNDREDS[value // 100], value % 100
    small = _UNITS[rest] if rest < 20 else f"{_TENS[rest // 10]} {_UNITS[rest % 10]}".strip()
    if she:
        small = "одну" if small == "один" else small
        small = small.removesuffix("один") + "одну" if small.endswith(" один") else small
        small = small.removesuffix("два") + "две" if small.endswith("два") else small
    return f"{hundreds} {small}".strip()


def _form(value: int, forms: tuple[str, str, str]) -> str:
    if value % 10 == 1 and value % 100 != 11:
        return forms[0] if forms is not _THOUSAND else "тысячу"
    return forms[1] if 2 <= value % 10 <= 4 and not 12 <= value % 100 <= 14 else forms[2]


def is_number(word: str) -> bool:
    """Is a normal word a plain number in the nominative («тридцать», not «тридцатник»)."""
    return word.isdecimal() or word in _PLAIN or word in (*_UNITS[1:], *_TENS[2:], *_HUNDREDS[1:])


def is_turned(text: str) -> bool:
    """Does it say «тысяч семьсот» (about seven hundred thousand), which reads as another sum."""
    return any(not (m[1] and numbers(m[1])) for m in _TURNED.finditer(normalise(text).text))


def sum_of(text: str) -> str | None:
    """The sum that is named in ``text``: the last of those big enough to be one."""
    if is_turned(text):
        return None
    found = [n for n in numbers(text) if n >= LEAST_SUM]
    if not found and text in _PRICED:
        found = [n for n in numbers(text) if n >= LEAST_SHORT_SUM and n % 5 == 0]
    return in_words(found[-1]) if found else None


def difference_of(text: str) -> str | None:
    """The difference that the client names («сто тридцать тысяч разница»)."""
    return sum_of(text) if text in _DIFFERENCE else None
