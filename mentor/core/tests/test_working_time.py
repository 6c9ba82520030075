from __future__ import annotations

from datetime import datetime, time
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
