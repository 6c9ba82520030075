"""Periods: spans of local dates, both ends inclusive, and the span that each is compared with.

Source: the rules of the figures, «Periods». Dates are those of the company's time zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

PeriodKind = Literal["day", "week", "month", "custom"]
ONE_DAY = timedelta(days=1)
WEEK_DAYS = 7


class InvalidPeriodError(ValueError):
    """The dates are not a period of that kind; ``field`` is ``from`` or ``to``."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def as_utc(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment in UTC; a time without an offset is company time.

    A local time that a clock change repeats is the first of the two; one that it skips is read with the
    offset that held before the change.
    """
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The date on the company's calendar at that moment."""
    return as_utc(moment, zone).astimezone(zone).date()


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Local dates from ``first`` to ``last``, both inclusive; empty where ``last`` comes before ``first``."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return max(0, (self.last - self.first).days + 1)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __iter__(self) -> Iterator[date]:
        return (self.first + ONE_DAY * n for n in range(self.days))

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """UTC moments ``[begin, end)``: local midnight of ``first`` and of the day after ``last``."""
        after = max(self.last + ONE_DAY, self.first)
        return (
            as_utc(datetime.combine(self.first, time.min), zone),
            as_utc(datetime.combine(after, time.min), zone),
        )

    def since(self, start: date | None) -> Span:
        """The part from ``start`` on; the whole span where there is no start. May be empty."""
        return self if start is None else Span(max(self.first, start), self.last)

    def head(self, days: int) -> Span:
        """The first ``days`` days, at most all of them."""
        return Span(self.first, min(self.last, self.first + ONE_DAY * (days - 1)))


# so that no date around a period, a month or a span before it, can leave the calendar that dates can hold
CALENDAR = Span(date(1970, 1, 1), date(2999, 12, 31))


def day_of(day: date) -> Span:
    return Span(day, day)


def week_of(day: date) -> Span:
    """The week of that day; weeks begin on Monday."""
    monday = day - ONE_DAY * day.weekday()
    return Span(monday, monday + ONE_DAY * (WEEK_DAYS - 1))


def month_of(day: date) -> Span:
    first = day.replace(day=1)
    following = (first + ONE_DAY * 31).replace(day=1)
    return Span(first, following - ONE_DAY)


def full_month_before(day: date) -> Span:
    """The last month that was over before ``day`` began: February for any day of March."""
    return month_of(day.replace(day=1) - ONE_DAY)


@dataclass(frozen=True, slots=True)
class Period:
    """A span of one kind. Raises ``InvalidPeriodError`` where the dates are not whole units of that kind."""

    kind: PeriodKind
    span: Span

    def __post_init__(self) -> None:
        first, last = self.span.first, self.span.last
        for field, day in (("from", first), ("to", last)):
            if day not in CALENDAR:
                raise InvalidPeriodError(field, f"{day} lies outside {CALENDAR.first} to {CALENDAR.last}")
        if last < first:
            raise InvalidPeriodError("to", f"the period ends on {last}, before it begins on {first}")
        if self.kind == "custom":
            return
        whole = {"day": day_of, "week": week_of, "month": month_of}[self.kind](first)
        if first != whole.first:
            raise InvalidPeriodError("from", f"a {self.kind} cannot begin on {first}, but on {whole.first}")
        if last != whole.last:
            raise InvalidPeriodError("to", f"a {self.kind} from {first} ends on {whole.last}, not on {last}")

    @classmethod
    def containing(cls, kind: Literal["day", "week", "month"], day: date) -> Period:
        """The day, week or month that ``day`` lies in."""
        return cls(kind, {"day": day_of, "week": week_of, "month": month_of}[kind](day))

    def is_running(self, today: date) -> bool:
        """Begun and not over: today, its last day included, is one of its days."""
        return today in self.span

    def is_provisional(self, today: date) -> bool:
        """Its figures may still grow by themselves, because its last day is not over."""
        return today <= self.span.last

    def previous(self) -> Span:
        """The whole period before: the month, week or day before; for custom, as many days just before."""
        before = self.span.first - ONE_DAY
        if self.kind == "month":
            return month_of(before)
        return Span(self.span.first - ONE_DAY * self.span.days, before)

    def compared_with(self, today: date) -> Span:
        """The span that the figures are compared with, like for like.

        A running period is compared with the first N whole days of the previous one, N = its days begun
        including today, at most all of it. One that is over (or has not begun) with the whole previous one.
        """
        if not self.is_running(today):
            return self.previous()
        return self.previous().head((today - self.span.first).days + 1)
