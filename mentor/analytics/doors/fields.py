"""Strict access to the fields of a JSON object: what does not hold gets an error that names the path to the field.

Money and shares never pass through a float: the text of the number is what is read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from mentor.analytics.rules.periods import CALENDAR

ROUBLES = re.compile(r"[0-9]{1,13}(\.[0-9]{1,2})?", re.ASCII)
SHARE = re.compile(r"[01](\.[0-9]{1,20})?", re.ASCII)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.ASCII,
)


class CaseError(ValueError):
    """A case cannot be counted. ``field`` is the path to what is wrong, as in ``payments[2].amount``."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"поле «{field}»: {problem}" if field else problem)
        self.field = field


class Fields:
    """One JSON object; every field of it must be among ``known``.

    A field that is null reads as one that is not there.
    """

    def __init__(self, data: object, path: str, known: Collection[str]) -> None:
        self.path = path
        if not isinstance(data, dict):
            raise CaseError(path, f"ожидался объект, а не {kind_of(data)}")
        self._data: dict[str, Any] = data
        for name in data:
            if name not in known:
                raise CaseError(self.name(name), "такого поля нет; известны: " + ", ".join(known))

    def name(self, field: str) -> str:
        return f"{self.path}.{field}" if self.path else field

    def fail(self, field: str, problem: str) -> CaseError:
        return CaseError(self.name(field), problem)

    def required(self, field: str) -> Any:
        value = self._data.get(field)
        if value is None:
            raise self.fail(field, "нет значения")
        return value

    def has(self, field: str) -> bool:
        return self._data.get(field) is not None

    def text(self, field: str) -> str:
        """A string that says something."""
        value = self.required(field)
        if not isinstance(value, str):
            raise self.fail(field, f"ожидалась строка, а не {kind_of(value)}")
        if not value.strip():
            raise self.fail(field, "пустая строка")
        return value

    def optional_text(self, field: str) -> str | None:
        return self.text(field) if self.has(field) else None

    def one_of(self, field: str, allowed: Sequence[str]) -> str:
        value = self.text(field)
        if value not in allowed:
            raise self.fail(field, f"«{value}» не подходит; возможно: " + ", ".join(allowed))
        return value

    def whole(self, field: str, *, most: int) -> int:
        """A whole number from 0 to ``most``."""
        value = self.required(field)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.fail(field, f"ожидалось целое число, а не {kind_of(value)}")
        if not 0 <= value <= most:
            raise self.fail(field, f"ожидалось число от 0 до {most}")
        return value

    def roubles(self, field: str) -> Decimal:
        """A sum in roubles, not below zero, with at most two decimals, written as a string."""
        value = self.required(field)
        if not isinstance(value, str):
            raise self.fail(field, f'ожидалась сумма строкой, например "1500.00", а не {kind_of(value)}')
        if not ROUBLES.fullmatch(value):
            raise self.fail(field, f'«{value}» — не сумма в рублях вида "1500.00"')
        return Decimal(value)

    def share(self, field: str) -> Fraction:
        """A share from 0 to 1, as a string or a plain number; read by its digits."""
        value = self.required(field)
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise self.fail(field, f'ожидалась доля строкой, например "0.25", а не {kind_of(value)}')
        # a number keeps its own digits: the reader of the file made it a Decimal, not a float
        text = value if isinstance(value, str) else f"{value:f}"
        if not SHARE.fullmatch(text) or Fraction(text) > 1:
            raise self.fail(field, f'«{text[:40]}» — не доля от 0 до 1 вида "0.25"')
        return Fraction(text)

    def day(self, field: str) -> date:
        """A date of the company's calendar: ``2026-03-01``."""
        value = self.text(field)
        if not DAY.fullmatch(value):
            raise self.fail(field, f"«{value}» — не дата вида 2026-03-01")
        try:
            found = date.fromisoformat(value)
        except ValueError:
            raise self.fail(field, f"дня «{value}» нет в календаре") from None
        self._within_calendar(field, found)
        return found

    def optional_day(self, field: str) -> date | None:
        return self.day(field) if self.has(field) else None

    def moment(self, field: str) -> datetime:
        """A date with a time; without an offset it is company time, so it may come back naive."""
        value = self.text(field)
        if not MOMENT.fullmatch(value):
            raise self.fail(field, f"«{value}» — не время вида 2026-03-01T12:00:00+03:00")
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            raise self.fail(field, f"времени «{value}» нет в календаре") from None
        self._within_calendar(field, found.date())
        return found

    def objects(self, field: str, known: Collection[str]) -> Iterator[Fields]:
        """The rows of a list; a list that is not there has none."""
        for index, value in enumerate(self._items(field)):
            yield Fields(value, f"{self.name(field)}[{index}]", known)

    def texts(self, field: str) -> tuple[str, ...]:
        values = self._items(field)
        for index, value in enumerate(values):
            if not isinstance(value, str) or not value.strip():
                raise self.fail(f"{field}[{index}]", "ожидалась непустая строка")
        return tuple(values)

    def _items(self, field: str) -> list[Any]:
        if field not in self._data:
            return []
        value = self._data[field]
        if not isinstance(value, list):
            raise self.fail(field, f"ожидался список, а не {kind_of(value)}")
        return value

    def _within_calendar(self, field: str, day: date) -> None:
        if day not in CALENDAR:
            raise self.fail(field, f"ожидалась дата от {CALENDAR.first} до {CALENDAR.last}")


def kind_of(value: object) -> str:
    """What a JSON value is, in words for an error."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true или false"
    words = {str: "строка", int: "число", Decimal: "число", float: "число", list: "список", dict: "объект"}
    return words.get(type(value), type(value).__name__)
