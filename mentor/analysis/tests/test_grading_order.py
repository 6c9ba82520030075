"""Which calls an expert hears first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mentor.analysis.grading_order import Candidate, doubts, heard_evenly, unsure_first

pytestmark = pytest.mark.unit
DAY = datetime(2026, 10, 12, 12, tzinfo=UTC)


def call(number, manager=1, outcome="success", scores=(10, 10, 10, 10, 10), reasons=0):
    """A call ``number`` hours before noon."""
    return Candidate(number, manager, DAY - timedelta(hours=number), outcome, scores, reasons)


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        (call(1), []),
        (call(1, scores=(7, 6, 8, None, 5)), ["near", "near"]),
        (call(1, outcome="lost", scores=(10, 3, 10, 2, 10), reasons=1), ["several_reasons"]),
        (call(1, outcome="interrupted", scores=(10, 10, None, None, None)), ["interrupted"]),
        (call(1, outcome="lost"), ["lost_well"]),
        (call(1, scores=(3, 2, 1, None, 10)), ["won_badly"]),
        (call(1, outcome="not_sales", scores=(None,) * 5), []),
    ],
)
def test_what_makes_a_judgement_doubtful(candidate, expected):
    assert doubts(candidate, 7) == expected


def test_the_most_doubtful_come_first_and_sure_ones_not_at_all():
    calls = [call(1), call(2, scores=(7,) * 5), call(3, outcome="lost"), call(4, outcome="lost")]
    assert [each.call_id for each in unsure_first(calls, 7)] == [2, 3, 4]


def test_managers_take_turns_and_the_least_heard_begin():
    calls = [call(1, 1), call(2, 1), call(3, 1), call(4, 2), call(5, None)]
    assert [each.call_id for each in heard_evenly(calls, {})] == [1, 4, 5, 2, 3]
    assert [each.call_id for each in heard_evenly(calls, {1: 5, 2: 1})] == [5, 4, 1, 2, 3]
