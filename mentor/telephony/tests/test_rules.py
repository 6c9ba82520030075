"""Pieces of a call make the same whole in any order; silence is judged by what is usual."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from mentor.core.problems import Problem
from mentor.core.working_time import WorkingTime
from mentor.telephony.report import Facts, merged
from mentor.telephony.rules import behind, limit_of, silence
from mentor.telephony.values import moment, seconds

pytestmark = pytest.mark.unit
MOSCOW = ZoneInfo("Europe/Moscow")
BEGAN = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
WORKING = WorkingTime(MOSCOW)


def test_pieces_of_a_call_make_the_same_whole_in_any_order():
    pieces = (
        Facts(direction="in", started_at=BEGAN, manager="100", recorded=False),
        Facts(ended=True, direction="in", started_at=BEGAN, duration_s=30.0, manager="101", missed=False),
        Facts(recorded=True, recording="rec-1"),
        Facts(client_phone="79000000201"),
    )
    wholes = {reduce(merged, [*order, order[0]], Facts()) for order in permutations(pieces)}
    assert len(wholes) == 1
    whole = wholes.pop()
    assert (whole.manager, whole.recording, whole.recorded, whole.ended) == ("101", "rec-1", True, True)
    assert Facts.from_json(whole.as_json()) == whole


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1772449200", BEGAN),
        ("1772449200000", BEGAN),
        ("2026-03-02T14:00:00+03:00", BEGAN),
        ("2026-03-02 14:00:00", BEGAN),
        ("20260302T110000Z", BEGAN),
        ("02.03.2026 14:00", BEGAN),
    ],
)
def test_a_moment_is_read_in_every_usual_spelling(text, expected):
    assert moment(text, MOSCOW) == expected


@pytest.mark.parametrize("text", ["", "вчера", "99999999999999", "2026-13-01", "32.01.2026 10:00", "inf"])
def test_what_is_no_moment_is_refused_in_words(text):
    with pytest.raises(Problem, match="не время"):
        moment(text, MOSCOW)


@pytest.mark.parametrize(("text", "expected"), [("61", 61), ("1:01", 61), ("01:01:01", 3661), ("2,5", 2.5)])
def test_a_length_is_read(text, expected):
    assert seconds(text) == expected


@pytest.mark.parametrize("text", ["-1", "долго", "nan", "1e9"])
def test_what_is_no_length_is_refused(text):
    with pytest.raises(Problem):
        seconds(text)


def test_silence_longer_than_usual_is_told_in_working_hours_only():
    monday = datetime(2026, 3, 2, 9, 0, tzinfo=MOSCOW)
    calls = [monday + timedelta(minutes=10 * number) for number in range(30)]
    last = calls[-1]
    assert limit_of(calls, WORKING) == timedelta(minutes=30)
    assert silence(last, last + timedelta(minutes=29), calls, WORKING) is None
    assert silence(last, last + timedelta(minutes=31), calls, WORKING) == timedelta(minutes=31)
    night = datetime(2026, 3, 2, 23, 0, tzinfo=MOSCOW)
    assert silence(last, night, calls, WORKING) is None


def test_a_new_connection_is_given_a_working_day():
    monday = datetime(2026, 3, 2, 9, 0, tzinfo=MOSCOW)
    assert silence(monday, monday + timedelta(hours=8), [monday], WORKING) is None
    assert silence(monday, monday + timedelta(hours=9), [monday], WORKING) is not None


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ((60, 61, 60), 60),  # an hour behind, each event at once
        ((0, 60, 61, 60, 60), 0),  # one that came in time: the clock is right, or right again
        ((5, 20, 40, 60), 0),  # events held up by an outage come together
        ((60, 60), 0),  # two may be chance
        ((2, 1, 4), 0),
    ],
)
def test_a_clock_is_behind_where_calls_are_told_of_equally_late(minutes, expected):
    assert behind([timedelta(minutes=each) for each in minutes]) == timedelta(minutes=expected)
