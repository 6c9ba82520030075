from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from mentor.core.working_time import WorkingTime

pytestmark = pytest.mark.unit
ZONE = ZoneInfo("Asia/Yekaterinburg")
WORK = WorkingTime(ZONE, time(9), time(18))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("moment", "days", "expected"),
    [
        ("2026-11-23T14:20", 1, "2026-11-24T14:20"),
        ("2026-11-27T14:20", 1, "2026-11-30T14:20"),  # Friday
        ("2026-11-28T03:00", 1, "2026-12-01T09:00"),  # Saturday counts from Monday's opening
        ("2026-11-23T20:00", 1, "2026-11-25T09:00"),  # after closing
        ("2026-12-30T10:00", 1, "2027-01-11T10:00"),  # New Year holidays
    ],
)
def test_due_times_count_working_days_only(moment, days, expected):
    assert WORK.add_days(at(moment), days) == at(expected)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23T10:00", "2026-11-23T10:30"),
        ("2026-11-23T17:50", "2026-11-24T09:20"),
        ("2026-11-27T17:50", "2026-11-30T09:20"),
        ("2026-11-23T06:00", "2026-11-23T09:30"),
    ],
)
def test_thirty_working_minutes_pass_only_while_the_company_works(moment, expected):
    assert WORK.add_minutes(at(moment), 30) == at(expected)


@pytest.mark.parametrize(
    ("day", "weekdays", "works"),
    [
        ("2026-11-23", "12345", True),
        ("2026-11-22", "12345", False),
        ("2026-11-04", "12345", False),  # Unity Day, a Wednesday
        ("2026-03-09", "12345", False),  # the 8th of March fell on a Sunday
        ("2026-01-09", "12345", False),  # moved from Saturday, 3 January
        ("2027-02-20", "12345", True),  # a Saturday worked instead of Monday, 22 February
        ("2027-02-22", "12345", False),
        ("2027-02-20", "1234567", True),
        ("2027-02-20", "123457", False),  # works on Sundays, not on Saturdays: rests as it always does
        ("2025-11-01", "12345", True),
    ],
)
def test_the_working_calendar_knows_holidays_and_moved_days(day, weekdays, works):
    assert replace(WORK, weekdays=weekdays).is_working_day(date.fromisoformat(day)) is works


def test_days_of_absence_are_no_working_days():
    ill = replace(WORK, away=frozenset({date(2026, 11, 24), date(2026, 11, 25)}))
    assert ill.add_days(at("2026-11-23T14:20"), 1) == at("2026-11-26T14:20")


@pytest.mark.parametrize(
    ("start", "end", "half"),
    [
        ("2026-11-23T10:00", "2026-11-23T16:00", "2026-11-23T13:00"),
        ("2026-11-23T14:00", "2026-11-24T14:00", "2026-11-24T09:30"),  # 4 h today, 5 h tomorrow
        ("2026-11-27T14:00", "2026-11-30T14:00", "2026-11-30T09:30"),  # over a weekend
    ],
)
def test_half_time_is_half_of_the_working_time(start, end, half):
    assert WORK.half_way(at(start), at(end)) == at(half)


def test_working_days_are_counted_up_to_a_limit():
    assert WORK.working_days_between(date(2026, 12, 30), date(2027, 1, 12), 60) == 2
    assert WORK.working_days_between(date(2020, 1, 1), date(2027, 1, 1), 60) == 60
