"""Working time of a company: hours, weekdays, Russian holidays and the days that the government moved. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from holidays import HolidayBase


@cache
def _russian_holidays(year: int) -> HolidayBase:
    import holidays

    return holidays.country_holidays("RU", years=year)


@lru_cache(maxsize=4096)
def _is_worked(weekdays: str, day: date) -> bool:
    """Whether a company of these weekdays works on the day; a page asks of the same weeks for every manager."""
    calendar = _russian_holidays(day.year)
    if day in calendar.weekend_workdays:
        return str(day.isoweekday()) in weekdays or {"6", "7"}.isdisjoint(weekdays)
    return str(day.isoweekday()) in weekdays and day not in calendar


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """``weekdays`` are ISO numbers as digits («12345»); ``opens`` < ``closes`` are local times.

    ``away``: days on which one person is absent; they are nobody's working days then.
    """

    zone: ZoneInfo
    opens: time = time(9)
    closes: time = time(19)
    weekdays: str = "12345"
    away: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """A weekday of the company that is no Russian holiday, or a weekend day that the government made working.

        Moved weekends concern those who rest at weekends: a company that works on Saturdays decides for itself.
        """
        return day not in self.away and _is_worked(self.weekdays, day)

    def is_open(self, moment: datetime) -> bool:
        """Whether the company works at this moment."""
        local = moment.astimezone(self.zone)
        return self.is_working_day(local.date()) and self.opens <= local.time() < self.closes

    def working_days_between(self, first: date, last: date, most: int) -> int:
        """Working days after ``first`` up to and including ``last``; counting ends at ``most``."""
        count, day = 0, first
        while day < last and count < most:
            day += timedelta(days=1)
            count += self.is_working_day(day)
        return count

    def half_way(self, start: datetime, end: datetime) -> datetime:
        """The moment by which half of the working time from ``start`` to ``end`` has passed."""
        total = self.worked(start, end)
        return self.add_minutes(start, int(total.total_seconds() // 120))

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """Working time from ``start`` to ``end``; none where ``end`` is earlier."""
        local, until = start.astimezone(self.zone), end.astimezone(self.zone)
        total, day = timedelta(), local.date()
        while day <= until.date():
            if self.is_working_day(day):
                opens = max(local, datetime.combine(day, self.opens, self.zone))
                closes = min(until, datetime.combine(day, self.closes, self.zone))
                total += max(timedelta(), closes - opens)
            day += timedelta(days=1)
        return total

    def add_days(self, moment: datetime, days: int) -> datetime:
        """The same local time ``days`` working days later; time outside of hours counts from the next opening."""
        local = self._next_open(moment.astimezone(self.zone))
        day = local.date()
        for _ in range(days):
            day += timedelta(days=1)
            while not self.is_working_day(day):
                day += timedelta(days=1)
        return datetime.combine(day, local.time(), self.zone)

    def add_minutes(self, moment: datetime, minutes: int) -> datetime:
        """The moment when that many working minutes have passed."""
        local, left = self._next_open(moment.astimezone(self.zone)), timedelta(minutes=minutes)
        while True:
            closing = datetime.combine(local.date(), self.closes, self.zone)
            if local + left <= closing:
                return local + left
            left -= closing - local
            local = self._next_open(closing)

    def _next_open(self, local: datetime) -> datetime:
        day = local.date()
        if self.is_working_day(day):
            if local.time() < self.opens:
                return datetime.combine(day, self.opens, self.zone)
            if local.time() < self.closes:
                return local
        day += timedelta(days=1)
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return datetime.combine(day, self.opens, self.zone)
