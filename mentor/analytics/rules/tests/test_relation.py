"""From stage score to payment: right against a known answer, honest about little data, the same every time."""

from __future__ import annotations

import numpy as np
import pytest

from mentor.analytics.rules.relation import Observed, Verdict, _spearman, _table, relation

pytestmark = pytest.mark.unit


def clients(*groups: tuple[float, int, int]) -> list[Observed]:
    """(score, how many paid, how many did not)."""
    return [
        Observed(score, paid)
        for score, yes, no in groups
        for paid, count in ((True, yes), (False, no))
        for _ in range(count)
    ]


def test_the_coefficient_is_spearmans_with_averaged_ties():
    # scores 1 2 2 3, paid 0 0 1 1: ranks 1 2.5 2.5 4 against 1.5 1.5 3.5 3.5 → 3 / sqrt(4.5 × 4) = 0.7071
    table = _table(clients((1, 0, 1), (2, 1, 1), (3, 1, 0)))
    assert _spearman(table[np.newaxis])[0] == pytest.approx(3 / np.sqrt(4.5 * 4))


def test_better_calls_that_pay_more_are_said_to_be_related():
    found = relation(clients((9, 20, 5), (3, 5, 30)), pass_mark=7)
    assert found.verdict is Verdict.BETTER_PAYS
    assert found.rho is not None and found.low is not None and found.high is not None
    assert found.low < found.rho < found.high
    assert (found.passed.deals, found.passed.leads, found.below.deals, found.below.leads) == (20, 25, 5, 35)


def test_the_other_way_round_is_said_as_it_is():
    assert relation(clients((9, 5, 30), (3, 20, 5)), pass_mark=7).verdict is Verdict.BETTER_DOES_NOT


def test_no_difference_is_unclear_whatever_the_number_of_clients():
    found = relation(clients((9, 20, 20), (3, 20, 20)), pass_mark=7)
    assert found.verdict is Verdict.UNCLEAR
    assert found.rho == pytest.approx(0)


@pytest.mark.parametrize(
    "rows",
    [
        clients((9, 10, 0), (3, 0, 19)),  # 29 clients
        clients((9, 4, 20), (3, 0, 20)),  # four paid
        clients((9, 40, 4)),  # four did not
        clients((9, 20, 20)),  # all scored alike
        [],
    ],
)
def test_too_little_data_is_said_and_no_coefficient_invented(rows):
    found = relation(rows, pass_mark=7)
    assert found.verdict is Verdict.TOO_LITTLE_DATA
    assert found.rho is None


def test_the_same_clients_in_any_order_give_the_same_interval():
    rows = clients((9, 12, 9), (6.25, 7, 8), (3, 6, 14))
    assert relation(rows, pass_mark=7) == relation(rows[::-1], pass_mark=7)


def test_the_interval_holds_the_true_relation_about_as_often_as_it_says():
    """Coverage over samples from a known population; 95 of 100 are expected, 88 is three deviations away."""
    source = np.random.default_rng(7)
    population = [Observed(float(score), bool(paid)) for score, paid in _population(source, 20_000)]
    true = relation(population, pass_mark=7).rho
    held = 0
    for _ in range(100):
        sample = [population[at] for at in source.integers(0, len(population), 80)]
        found = relation(sample, pass_mark=7)
        assert found.low is not None and found.high is not None and true is not None
        held += found.low <= true <= found.high
    assert held >= 88


def _population(source, size):
    scores = source.integers(0, 21, size) / 2
    return zip(scores, source.random(size) < 0.15 + 0.04 * scores, strict=True)
