"""What is advised first: the weakest stage with the freshest loss."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mentor.trainer.rules import Advised, Lost, Trainable, advise

pytestmark = pytest.mark.unit


def day(number: int) -> datetime:
    return datetime(2026, 11, number, tzinfo=UTC)


OLD, FRESH = Lost(1, 4, day(2), 11), Lost(2, 4, day(9), 12)
OTHER = Lost(3, 5, day(20), 13)
SCRIPT, OBJECTION = Trainable(1, "script", 2, day(5)), Trainable(2, "objection", 4, None)


def test_the_freshest_loss_of_the_weakest_stage_comes_first():
    assert advise([4, 5], [OLD, FRESH, OTHER], [SCRIPT, OBJECTION]) == Advised(12, 4, FRESH)


def test_a_weak_stage_without_a_loss_is_trained_by_its_own_scenario():
    assert advise([4], [OTHER], [SCRIPT, OBJECTION]) == Advised(2, 4)


def test_where_no_stage_is_weak_the_freshest_loss_is_repeated():
    assert advise([], [OLD, OTHER], [SCRIPT]) == Advised(13, 5, OTHER)


def test_where_nothing_is_known_what_was_rehearsed_least_comes_first():
    assert advise([], [], [SCRIPT, OBJECTION]) == Advised(2, None)


def test_a_loss_that_cannot_be_repeated_advises_nothing():
    assert advise([], [Lost(1, 4, day(2))], []) is None
