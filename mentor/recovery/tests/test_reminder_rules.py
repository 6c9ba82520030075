from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from mentor.core.working_time import WorkingTime
from mentor.recovery.neglect_rules import Conduct, Levels, Limits, levels
from mentor.recovery.reminder_rules import Moment, Open, Passed, passed

pytestmark = pytest.mark.unit
ZONE = ZoneInfo("Asia/Yekaterinburg")
WORK = WorkingTime(ZONE, time(9), time(19))
HALF, DUE = Moment.HALF, Moment.DUE
TELL_HALF, TELL_DUE = [Passed(HALF, told=True)], [Passed(DUE, told=True)]


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZONE)


# written on Monday at 14:00, due on Tuesday at 14:00: half of its ten working hours is over on Monday at 19:00
FRESH = Open(created_at=at("11-23T14:00"), due_at=at("11-24T14:00"))


@pytest.mark.parametrize(
    ("facts", "now", "expected"),
    [
        (FRESH, "11-23T18:59", []),
        (FRESH, "11-23T19:30", []),  # the company is closed
        (FRESH, "11-24T09:00", TELL_HALF),
        (replace(FRESH, seen_at=at("11-23T15:00")), "11-24T09:00", [Passed(HALF, told=False)]),
        (replace(FRESH, had=frozenset({HALF})), "11-24T13:59", []),
        (replace(FRESH, had=frozenset({HALF})), "11-24T14:00", TELL_DUE),
        (replace(FRESH, seen_at=at("11-23T15:00"), had=frozenset({HALF})), "11-24T14:00", TELL_DUE),
        (replace(FRESH, had=frozenset({HALF, DUE})), "11-24T15:00", []),
        # put off until Wednesday
        (replace(FRESH, had=frozenset({HALF}), snoozed_until=at("11-25T10:00")), "11-24T15:00", []),
        (replace(FRESH, had=frozenset({HALF}), snoozed_until=at("11-25T10:00")), "11-25T10:00", TELL_DUE),
        # nobody swept for hours: only what is of use now; for days: nothing
        (FRESH, "11-24T15:00", [*TELL_DUE, Passed(HALF, told=False)]),
        (FRESH, "11-27T10:00", [Passed(DUE, told=False), Passed(HALF, told=False)]),
    ],
)
def test_reminders_come_at_their_moments_once_and_never_stale(facts, now, expected):
    assert passed(facts, at(now), WORK) == expected


def test_an_absent_manager_is_not_reminded_until_back():
    away = replace(WORK, away=frozenset({date(2026, 11, 24)}))
    known = replace(FRESH, had=frozenset({HALF}))
    assert passed(known, at("11-24T15:00"), away) == []
    assert passed(known, at("11-25T09:00"), away) == TELL_DUE


def test_holidays_are_no_time_to_remind():
    known = Open(created_at=at("06-10T12:00"), due_at=at("06-11T12:00"), had=frozenset({HALF}))
    assert passed(known, at("06-12T12:00"), WORK) == []  # Russia Day, a Friday


@pytest.mark.parametrize(
    ("conduct", "expected"),
    [
        (Conduct(), Levels()),
        (Conduct(silent_days=2, overdue=2, ignored_days=2), Levels()),
        (Conduct(silent_days=3), Levels(silent=1)),
        (Conduct(silent_days=6), Levels(silent=2)),
        (Conduct(overdue=3), Levels(overdue=1)),
        (Conduct(overdue=7), Levels(overdue=2)),
        (Conduct(overdue=1, ignored_days=3), Levels(ignored=1)),
    ],
)
def test_each_limit_is_neglect_by_itself(conduct, expected):
    assert levels(conduct, Limits()) == expected
    assert expected.any is any((expected.silent, expected.overdue, expected.ignored))


@pytest.mark.parametrize(
    ("now", "told", "again"),
    [
        (Levels(silent=1), Levels(silent=1), False),
        (Levels(silent=1), Levels(silent=2), False),  # it got better, but is not over
        (Levels(silent=2), Levels(silent=1), True),
        (Levels(silent=1, overdue=1), Levels(silent=1), True),
    ],
)
def test_neglect_is_told_again_only_when_it_gets_worse(now, told, again):
    assert now.worse_than(told) is again
    assert not now.worse_than(now.worst(told))
