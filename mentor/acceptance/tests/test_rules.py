"""When a stage is accepted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mentor.acceptance.rules import Answer, stage_rule, standing

pytestmark = pytest.mark.unit
CALLS, ADVICE = stage_rule(2, 0), stage_rule(4, 0)
START = datetime(2026, 3, 1, tzinfo=UTC)


def said(item: int, minute: int, *, yes: bool = True, question: str = "right") -> Answer:
    return Answer(str(item), question, yes, START + timedelta(minutes=minute))


TWENTY = [said(item, item) for item in range(20)]


def test_twenty_successes_meet_the_criterion_and_nineteen_do_not():
    assert standing(CALLS, TWENTY).is_met
    assert standing(CALLS, TWENTY).reached_at == START + timedelta(minutes=19)
    assert not standing(CALLS, TWENTY[:-1]).is_met


def test_a_failure_after_the_twentieth_success_stops_acceptance_until_it_is_mended():
    failed = [*TWENTY, said(99, 30, yes=False)]
    found = standing(CALLS, failed)
    assert (found.successes, found.failures, found.failed_after, found.is_met) == (20, 1, 1, False)
    assert standing(CALLS, [*failed, said(99, 40)]).is_met


def test_a_failure_before_them_is_counted_and_does_not_stop():
    found = standing(CALLS, [said(99, -5, yes=False), *TWENTY])
    assert (found.failures, found.failed_after, found.is_met) == (1, 0, True)


def test_a_success_that_is_taken_back_later_is_a_failure_after_the_twentieth():
    found = standing(CALLS, [*TWENTY, said(3, 60, yes=False)])
    assert (found.successes, found.failed_after, found.is_met) == (19, 1, False)


def test_one_item_counts_once_however_often_it_is_answered_and_order_does_not_matter():
    twice = [*TWENTY[:10], *(said(item, 50 + item) for item in range(10))]
    assert standing(CALLS, twice).successes == 10
    assert standing(CALLS, TWENTY[::-1]) == standing(CALLS, TWENTY)


def test_a_recommendation_needs_both_ticks():
    adequate = [said(item, item, question="adequate") for item in range(20)]
    influenced = [said(item, 30 + item, question="influenced") for item in range(20)]
    assert standing(ADVICE, adequate).successes == 0
    assert standing(ADVICE, [*adequate, *influenced]).is_met
    half = [*adequate, *influenced, said(4, 90, yes=False, question="influenced")]
    assert standing(ADVICE, half).successes == 19


def test_the_first_stage_needs_every_screen_and_the_last_one_named_period():
    screens = stage_rule(1, 2)
    assert not standing(screens, [said(1, 1, question="works")]).is_met
    assert standing(screens, [said(1, 1, question="works"), said(2, 2, question="works")]).is_met
    assert standing(stage_rule(6, 0), [Answer("2026-03", "right", True, START)]).is_met
