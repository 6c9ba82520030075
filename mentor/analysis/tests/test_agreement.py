"""Agreement of AI and expert."""

from __future__ import annotations

import pytest

from mentor.analysis.agreement import (
    Judged,
    Pair,
    kappa,
    of_habits,
    of_outcomes,
    of_rules,
    of_scores,
    of_stage,
)
from mentor.engines.profile import Habit

pytestmark = pytest.mark.unit


def pair(number, ai, expert, ai_outcome="lost", expert_outcome="lost", ai_rules=(), expert_rules=()):
    """A call of which only the first stage was scored."""
    nothing = (None,) * 4
    return Pair(
        number,
        Judged(ai_outcome, (ai, *nothing), ai_rules),
        Judged(expert_outcome, (expert, *nothing), expert_rules),
    )


@pytest.mark.parametrize(
    ("scores", "exact", "within", "difference", "unlike"),
    [
        ([(7, 7)] * 5, 1.0, 1.0, 0.0, 0),
        ([(7, 7), (8, 7), (6, 7), (10, 7), (0, 7)], 0.2, 0.6, -0.8, 0),
        ([(7, 7)] * 5 + [(None, None), (None, 3), (4, None)], 1.0, 1.0, 0.0, 2),
        ([(7, 7)] * 4 + [(None, 3)], None, None, None, 1),
        ([], None, None, None, 0),
    ],
)
def test_scores_agree_exactly_or_within_one_where_both_scored(scores, exact, within, difference, unlike):
    pairs = [pair(number, ai, expert) for number, (ai, expert) in enumerate(scores)]
    found = of_stage(pairs, 1)
    assert (found.exact_share, found.within_one_share, found.unlike) == (exact, within, unlike)
    assert found.difference == (pytest.approx(difference) if difference is not None else None)
    assert of_stage(pairs, 2).calls == 0
    assert of_scores(pairs) == found, "only the first stage was scored"


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ([("a", "a"), ("b", "b")], 1.0),
        ([("a", "b"), ("b", "a")], -1.0),
        ([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")], 0.0),
        # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: the textbook's 0.4
        ([("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15, 0.4),
        ([("a", "a")] * 9, None),
        ([], None),
    ],
)
def test_kappa_is_agreement_beyond_chance(labels, expected):
    assert kappa(labels) == (pytest.approx(expected) if expected is not None else None)


def test_outcomes_of_few_calls_are_counted_and_not_judged():
    pairs = [pair(1, 5, 5), pair(2, 5, 5, "lost", "success")]
    found = of_outcomes(pairs)
    assert (found.calls, found.agreed, found.share) == (2, 1, None)
    assert of_outcomes(pairs * 3).share == 0.5


def test_rules_are_disputed_only_where_both_scored_the_stage():
    hello, name, pitch = (1, "no_hello"), (1, "no_own_name"), (3, "no_proof")
    pairs = [
        pair(1, 7, 8, ai_rules=[hello], expert_rules=[name]),
        pair(2, 7, 7, ai_rules=[hello, pitch], expert_rules=[hello]),
        pair(3, 7, None, ai_rules=[hello]),
        pair(4, 7, 10, ai_rules=[hello]),
    ]
    rows = of_rules(pairs)
    assert [(row.code, row.ai_only, row.expert_only, row.both) for row in rows] == [
        ("no_hello", (1, 4), (), 1),
        ("no_own_name", (), (1,), 0),
    ]


def test_many_scores_of_few_calls_are_still_few():
    side = Judged("lost", (7, 7, 7, 7, 7))
    pairs = [Pair(number, side, side) for number in range(4)]
    found = of_scores(pairs)
    assert (found.calls, found.scores, found.exact_share) == (4, 20, None)
    assert of_scores([*pairs, Pair(5, side, side)]).exact_share == 1.0


def test_habits_count_each_rule_where_both_scored_its_stage():
    pairs = [
        pair(1, 9, 9, ai_rules=[(1, "a")], expert_rules=[(1, "a"), (1, "b")]),
        pair(2, 8, 7, expert_rules=[(1, "b")]),
        pair(3, None, 7, expert_rules=[(1, "b")]),
    ]
    assert of_habits(pairs) == (Habit("a", 2, 1, 1), Habit("b", 2, 2, 0))
