from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentor.notifications import live
from mentor.notifications.rules import (
    MOST_ATTEMPTS,
    Blocked,
    Later,
    Next,
    Reason,
    Refused,
    Sent,
    State,
    Unclear,
    after,
    pause,
    quiet_until,
)

pytestmark = pytest.mark.unit
ZONE = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 23, 12, tzinfo=ZONE)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("answer", "attempts", "expected"),
    [
        (Sent(), 1, Next(State.SENT)),
        (Blocked("403"), 1, Next(State.FAILED, Reason.BLOCKED)),
        (Refused("400"), 1, Next(State.FAILED, Reason.REFUSED)),
        (Unclear("timeout"), 1, Next(State.FAILED, Reason.INTERRUPTED)),
        (Later("502"), 1, Next(State.WAITING, not_before=NOW + timedelta(seconds=30))),
        (Later("502"), 3, Next(State.WAITING, not_before=NOW + timedelta(minutes=2))),
        (Later("502"), MOST_ATTEMPTS, Next(State.GIVEN_UP, Reason.ATTEMPTS)),
        (Later("429", 17), 1, Next(State.WAITING, not_before=NOW + timedelta(seconds=17))),
        (Later("429", 17), MOST_ATTEMPTS, Next(State.WAITING, not_before=NOW + timedelta(seconds=17))),
    ],
)
def test_what_an_answer_means(answer, attempts, expected):
    assert after(answer, attempts, NOW) == expected


def test_pauses_grow_and_end_at_an_hour():
    pauses = [pause(attempt) for attempt in range(1, 12)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (timedelta(seconds=30), timedelta(hours=1))


@pytest.mark.parametrize(
    ("now", "begins", "ends", "until"),
    [
        ("2026-11-23T20:59", 21, 8, None),
        ("2026-11-23T21:00", 21, 8, "2026-11-24T08:00"),
        ("2026-11-24T03:00", 21, 8, "2026-11-24T08:00"),
        ("2026-11-24T08:00", 21, 8, None),
        ("2026-11-23T13:30", 13, 14, "2026-11-23T14:00"),
        ("2026-11-23T12:59", 13, 14, None),
        ("2026-11-23T13:30", 0, 0, None),
    ],
)
def test_quiet_hours_end_when_they_say(now, begins, ends, until):
    expected = at(until) if until else None
    assert quiet_until(at(now), time(begins), time(ends), ZONE) == expected


@pytest.mark.parametrize(
    ("payload", "found"),
    [("notices:7", ("notices", 7)), ("notices:", None), (":7", None), ("notices:x", None), ("", None)],
)
def test_only_a_name_and_an_id_is_an_event(payload, found):
    assert live.parse(payload) == found
