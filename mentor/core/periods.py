"""The period that a page shows, from the GET parameters `period`, `from`, `to`. Pure, no Django.

Bad input never breaks a page: an unknown key or an impossible date falls back to the page's default and
`Period.problem` says so in words for the reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from mentor.core import formats

KEYS: Final = {"day": "День", "week": "Неделя", "month": "Месяц", "nine_weeks": "9 недель"}
CUSTOM: Final = "custom"
LONGEST_DAYS: Final = 366


@dataclass(frozen=True)
class Period:
    """A stretch of whole days, both ends included, and the stretch it is compared with."""

    key: str
    first: date
    last: date
    title: str
    previous_first: date
    previous_last: date
    problem: str = ""

    @property
    def days(self) -> int:
        """Number of days, both ends included."""
        return (self.last - self.first).days + 1

    @property
    def query(self) -> str:
        """The GET parameters that bring this period back, without a question mark."""
        if self.key == CUSTOM:
            return f"period=custom&from={self.first.isoformat()}&to={self.last.isoformat()}"
        return f"period={self.key}"


def month_start(value: date) -> date:
    """The first day of the month."""
    return value.replace(day=1)


def _named(key: str, today: date) -> tuple[date, date, date, date]:
    """First, last, previous first, previous last. A running week or month is compared day for day."""
    if key == "day":
        yesterday = today - timedelta(days=1)
        return today, today, yesterday, yesterday
    if key == "week":
        first = today - timedelta(days=today.weekday())
        return first, today, first - timedelta(days=7), today - timedelta(days=7)
    if key == "nine_weeks":
        first = today - timedelta(days=today.weekday()) - timedelta(weeks=8)
        return first, today, first - timedelta(weeks=9), today - timedelta(weeks=9)
    first = month_start(today)
    previous_last_day = first - timedelta(days=1)
    previous_first = month_start(previous_last_day)
    return first, today, previous_first, min(previous_first + (today - first), previous_last_day)


def _custom(params: Mapping[str, str], today: date) -> tuple[date, date] | str:
    """The two days asked for, or the sentence that says what is wrong with them."""
    try:
        first, last = (date.fromisoformat(params.get(name, "")) for name in ("from", "to"))
    except ValueError:
        return "Даты периода не разобраны. Укажите обе, например 01.10.2026 и 31.10.2026."
    if first > last:
        return "Начало периода позже его конца. Поменяйте даты местами."
    if first > today:
        return "Период ещё не начался. Выберите дни не позже сегодняшнего."
    if (last - first).days >= LONGEST_DAYS:
        return "Период длиннее года. Выберите не больше 366 дней."
    return first, min(last, today)


def choose(params: Mapping[str, str], today: date, default: str = "month") -> Period:
    """The period asked for, or the default with `problem` set when the request can't be understood."""
    key, problem = params.get("period") or default, ""
    if key == CUSTOM:
        asked = _custom(params, today)
        if not isinstance(asked, str):
            first, last = asked
            span = last - first + timedelta(days=1)
            title = formats.date_range(first, last, today)
            return Period(CUSTOM, first, last, title, first - span, last - span)
        key, problem = default, asked
    elif key not in KEYS:
        key, problem = default, "Такого периода нет, показан обычный."
    first, last, before_first, before_last = _named(key, today)
    title = formats.date_range(first, last, today)
    return Period(key, first, last, title, before_first, before_last, problem)
