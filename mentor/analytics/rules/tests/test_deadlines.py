"""When reports and statements are due: by the company's own clock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from mentor.analytics.rules.deadlines import due_months, last_due_week, months_between, weeks_within
from mentor.analytics.rules.periods import Span

pytestmark = pytest.mark.unit

MOSCOW, KAMCHATKA, KALININGRAD = (
    ZoneInfo(f"{name}") for name in ("Europe/Moscow", "Asia/Kamchatka", "Europe/Kaliningrad")
)
NEW_YORK = ZoneInfo("America/New_York")
LAST, BEFORE = Span(date(2026, 3, 2), date(2026, 3, 8)), Span(date(2026, 2, 23), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("now", "zone", "week"),
    [
        # Monday, 9 March 2026, 09:00 in Moscow is 06:00 UTC
        (datetime(2026, 3, 9, 6, 0, tzinfo=UTC), MOSCOW, LAST),
        (datetime(2026, 3, 9, 5, 59, 59, tzinfo=UTC), MOSCOW, BEFORE),
        # 09:00 of Monday in Kamchatka (UTC+12) is 21:00 of Sunday in UTC
        (datetime(2026, 3, 8, 21, 0, tzinfo=UTC), KAMCHATKA, LAST),
        (datetime(2026, 3, 8, 20, 59, tzinfo=UTC), KAMCHATKA, BEFORE),
        (datetime(2026, 3, 9, 6, 59, tzinfo=UTC), KALININGRAD, BEFORE),
        (datetime(2026, 3, 9, 7, 0, tzinfo=UTC), KALININGRAD, LAST),
        # clocks went forward in the night to Sunday, 8 March: 09:00 is 13:00 UTC and no longer 14:00
        (datetime(2026, 3, 9, 12, 59, tzinfo=UTC), NEW_YORK, BEFORE),
        (datetime(2026, 3, 9, 13, 0, tzinfo=UTC), NEW_YORK, LAST),
        (datetime(2026, 3, 15, 20, 0, tzinfo=UTC), MOSCOW, LAST),  # Sunday night: still the same
    ],
)
def test_a_week_is_reported_from_monday_nine_oclock_of_the_company_on(now, zone, week):
    assert last_due_week(now, zone) == week


@pytest.mark.parametrize(
    ("now", "months"),
    [
        (datetime(2026, 4, 1, 5, 59, tzinfo=UTC), ("2026-01", "2026-02")),
        (datetime(2026, 4, 1, 6, 0, tzinfo=UTC), ("2026-01", "2026-02", "2026-03")),
        (datetime(2026, 1, 31, 23, 0, tzinfo=UTC), ()),  # 1 February, 02:00 in Moscow: not yet nine
        (datetime(2026, 2, 1, 6, 0, tzinfo=UTC), ("2026-01",)),
    ],
)
def test_a_month_is_closed_on_the_first_at_nine_from_the_companys_first_month_on(now, months):
    assert tuple(f"{month:%Y-%m}" for month in due_months(date(2026, 1, 15), now, MOSCOW)) == months


def test_months_run_over_the_new_year_and_a_leap_february():
    found = months_between(date(2027, 12, 31), date(2028, 3, 1))
    assert found == (date(2027, 12, 1), date(2028, 1, 1), date(2028, 2, 1), date(2028, 3, 1))


def test_so_many_reports_belong_to_a_pilot_as_weeks_end_within_it():
    wednesday = date(2026, 3, 4)
    assert weeks_within(wednesday, date(2026, 4, 2)) == 4  # Sundays: 8, 15, 22 and 29 March
    assert weeks_within(wednesday, date(2026, 3, 8)) == 1
    assert weeks_within(wednesday, date(2026, 3, 7)) == 0
    assert weeks_within(date(2026, 3, 2), date(2026, 3, 15)) == 2
