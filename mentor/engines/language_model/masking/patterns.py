"""Phones, cards, passports, e-mails and addresses that are written with digits or spelled with signs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["ИМЯ", "ТЕЛЕФОН", "ПОЧТА", "КАРТА", "ПАСПОРТ", "АДРЕС"]


@dataclass(frozen=True, slots=True)
class Found:
    """A half-open range of a text that holds personal data."""

    start: int
    end: int
    kind: Kind


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# «иванов точка петр собака почта точка ру», as a recogniser prints it
_EMAIL_SPOKEN = re.compile(
    r"(?i)[\w.-]+(?:\s+(?:точка|дефис|тире|подч[её]ркивание)\s+[\w-]+)*\s+собака\s+[\w.-]+"
    r"(?:\s+(?:точка\s+)?(?:ру|ком|рф|нет|орг|ru|com|net|org)\b)?"
)
_DIGITS = re.compile(r"(?:\+\s?)?\d(?:[\s().–-]{0,3}\d){6,18}(?!\d)")
_NUMBER = r"(?:\d+[а-я]?(?:\s?[/-]\s?\d+)?)"
_STREET = (
    r"(?:улиц[аыеу]й?|ул\.|проспект[аеу]?|пр-т\.?|переул(?:ок|ка|ке)|пер\.|бульвар[аеу]?|шоссе|набережн(?:ая|ой)|"
    r"площад[ьи]|пл\.|проезд[аеу]?|тракт[аеу]?|микрорайон[аеу]?|мкр\.?|аллея|аллее)"
)
_HOUSE = (
    rf"(?:,?\s*(?:дом[аеу]?|д\.)?\s*{_NUMBER})(?:,?\s*(?:корпус|корп\.|к\.|строение|стр\.)\s*{_NUMBER})?"
    rf"(?:,?\s*(?:квартир[аеуы]|кв\.|офис[ае]?)\s*{_NUMBER})?"
)
_NAME_WORD = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ]?[а-яё]+)?"
_ADDRESS = (
    re.compile(rf"(?:{_NAME_WORD}\s+)?{_STREET}\s+(?:{_NAME_WORD}\s*){{1,3}}{_HOUSE}"),
    re.compile(rf"(?i){_STREET}\s+(?:[а-яё-]+\s+){{1,3}}?{_HOUSE}"),
    re.compile(rf"{_NAME_WORD}\s+{_STREET},?\s*{_HOUSE}"),
    re.compile(rf"(?:[Уу]лиц[аеуы]|[Уу]л\.|[Пп]роспект[ае]?)\s+(?:{_NAME_WORD}\s*){{1,3}}"),
    re.compile(
        rf"(?i)(?:дом|д\.)\s*{_NUMBER},?\s*(?:корпус\s*{_NUMBER},?\s*)?(?:квартир[аеуы]|кв\.)\s*{_NUMBER}"
    ),
)
_PASSPORT_NEAR = re.compile(r"(?i)паспорт|сери[яию]\b")
_NEAR = 40


def find_patterns(text: str) -> list[Found]:
    """Everything that its writing gives away."""
    found = [Found(m.start(), m.end(), "ПОЧТА") for p in (_EMAIL, _EMAIL_SPOKEN) for m in p.finditer(text)]
    found += _digit_runs(text)
    for pattern in _ADDRESS:
        found += [Found(m.start(), _right(text, m.start(), m.end()), "АДРЕС") for m in pattern.finditer(text)]
    return found


def kind_of_digits(count: int, before: str) -> Kind | None:
    """What a run of so many digits is, by the words before it; None where it is an ordinary figure."""
    if count >= 15:
        return "КАРТА"
    if 8 <= count <= 12 and _PASSPORT_NEAR.search(before[-_NEAR:]):
        return "ПАСПОРТ"
    return "ТЕЛЕФОН" if count >= 10 else None


def _digit_runs(text: str) -> list[Found]:
    found: list[Found] = []
    for match in _DIGITS.finditer(text):
        digits = sum(c.isdigit() for c in match.group())
        kind = kind_of_digits(digits, text[: match.start()])
        # seven digits are a town phone only with its dashes: «1 250 000» is money
        if kind is None and digits == 7 and re.fullmatch(r"\d{3}-\d{2}-\d{2}", match.group()):
            kind = "ТЕЛЕФОН"
        if kind is not None:
            found.append(Found(match.start(), match.end(), kind))
    return found


def _right(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip(" ,."))
