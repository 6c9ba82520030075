from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentor.demonstration.content import load
from mentor.demonstration.schedule import schedule

pytestmark = pytest.mark.unit

MOSCOW = ZoneInfo("Europe/Moscow")
LONGEST_CALL = timedelta(minutes=5)
NOWS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


@given(NOWS)
def test_nothing_lies_in_the_future_and_every_call_is_over(now: datetime):
    made = schedule(load(), now, MOSCOW)
    assert all(row.started_at + LONGEST_CALL <= now for row in made.calls)
    assert all(row.paid_at <= now for row in made.payments)


@given(NOWS)
def test_everything_happens_in_working_hours(now: datetime):
    made = schedule(load(), now, MOSCOW)
    for moment in [row.started_at for row in made.calls] + [row.paid_at for row in made.payments]:
        assert moment.tzinfo is MOSCOW
        assert moment.weekday() < 5
        assert 9 <= moment.hour < 19


@given(NOWS)
def test_the_order_within_a_clients_story_is_kept(now: datetime):
    made = schedule(load(), now, MOSCOW)
    told = defaultdict(list)
    for row in made.calls:
        told[row.call.client].append((row.call.day, row.started_at))
    for paid in made.payments:
        told[paid.deal.client].append((paid.payment.day, paid.paid_at))
    for story in told.values():
        story.sort(key=lambda event: (-event[0].working_days_ago, event[0].time))
        moments = [moment for _, moment in story]
        assert moments == sorted(moments)
        assert len(set(moments)) == len(moments)


@given(NOWS)
def test_a_manager_is_in_one_conversation_at_a_time(now: datetime):
    starts = defaultdict(list)
    for row in schedule(load(), now, MOSCOW).calls:
        starts[row.call.manager].append(row.started_at)
    for moments in starts.values():
        moments.sort()
        assert all(later - earlier >= LONGEST_CALL for earlier, later in pairwise(moments))


@given(NOWS)
def test_every_manager_has_calls_in_each_of_the_last_nine_weeks(now: datetime):
    made = schedule(load(), now, MOSCOW)
    newest = max(row.started_at.date() for row in made.calls)
    for manager in load().company.managers:
        ages = {
            (newest - row.started_at.date()).days // 7
            for row in made.calls
            if row.call.manager == manager.name
        }
        assert ages == set(range(9))


def test_today_and_yesterday_have_calls_when_the_day_has_begun():
    now = datetime(2026, 11, 19, 10, 0, tzinfo=MOSCOW)
    days = {row.started_at.date() for row in schedule(load(), now, MOSCOW).calls}
    assert {now.date(), now.date() - timedelta(days=1)} <= days


def test_late_in_the_day_todays_calls_keep_their_own_times():
    now = datetime(2026, 11, 19, 18, 0, tzinfo=MOSCOW)
    for row in schedule(load(), now, MOSCOW).calls:
        assert row.started_at.time() == row.call.day.time


@pytest.mark.parametrize("now", [datetime(2026, 11, 22, 15, 0), datetime(2026, 11, 23, 9, 30)])
def test_a_weekend_or_an_early_morning_moves_the_day_back_to_friday(now: datetime):
    made = schedule(load(), now.replace(tzinfo=MOSCOW), MOSCOW)
    assert max(row.started_at.date() for row in made.calls) == date(2026, 11, 20)


def test_a_companys_own_calendar_is_respected():
    holidays = {date(2026, 11, 19), date(2026, 11, 4)}

    def working(day: date) -> bool:
        return day.weekday() < 5 and day not in holidays

    made = schedule(load(), datetime(2026, 11, 19, 15, 0, tzinfo=MOSCOW), MOSCOW, is_working_day=working)
    assert not holidays & {row.started_at.date() for row in made.calls}


def test_the_pilot_begins_with_its_first_live_call():
    made = schedule(load(), datetime(2026, 11, 19, 15, 0, tzinfo=MOSCOW), MOSCOW)
    live = min(row.started_at.date() for row in made.calls if row.call.purpose == "live")
    history = max(row.started_at.date() for row in made.calls if row.call.purpose == "history")
    assert history < made.started_on == live


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="aware"):
        schedule(load(), datetime(2026, 11, 19, 15, 0), MOSCOW)


def test_a_calendar_without_working_days_is_refused():
    with pytest.raises(ValueError, match="no working days"):
        schedule(load(), datetime(2026, 11, 19, tzinfo=MOSCOW), MOSCOW, is_working_day=lambda day: False)
