"""Working time of a company: hours, weekdays, Russian holidays. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from holidays import HolidayBase


@cache
def _russian_holidays(year: int) -> HolidayBase:
    import holidays

    return holidays.country_holidays("RU", years=year)


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """``weekdays`` are ISO numbers as digits («12345»); ``opens`` < ``closes`` are local times."""

    zone: ZoneInfo
    opens: time = time(9)
    closes: time = time(19)
    weekdays: str = "12345"

    def is_working_day(self, day: date) -> bool:
        """A weekday of the company that is no Russian holiday."""
        return str(day.isoweekday()) in self.weekdays and day not in _russian_holidays(day.year)

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
