from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentor.analytics.rules.counts import PeriodCounts
from mentor.analytics.rules.interval import Z_95, Certainty, Interval, certainty, newcombe, wilson

from .builders import examples, known

pytestmark = pytest.mark.unit


# Newcombe 1998, table II, method 10: deals and leads of the two groups, limits of the difference
PUBLISHED = [
    (56, 70, 48, 80, "0.0524", "0.3339"),
    (9, 10, 3, 10, "0.1705", "0.8090"),
    (6, 7, 2, 7, "0.0582", "0.8062"),
    (5, 56, 0, 29, "-0.0381", "0.1926"),
    (0, 10, 0, 20, "-0.1611", "0.2775"),
    (0, 10, 0, 10, "-0.2775", "0.2775"),
    (10, 10, 0, 20, "0.6791", "1.0000"),
    (10, 10, 0, 10, "0.6075", "1.0000"),
]


@pytest.mark.parametrize(("a", "m", "b", "n", "low", "high"), PUBLISHED)
def test_the_limits_are_those_that_newcombe_published(a, m, b, n, low, high):
    interval = known(newcombe(PeriodCounts(m, a), PeriodCounts(n, b)))
    assert round(interval.low, 4) == Decimal(low)
    assert round(interval.high, 4) == Decimal(high)


def score_limit(counts: PeriodCounts, *, upper: bool) -> Fraction:
    """The Wilson limit by another route: the share at which the score statistic equals z, found by bisection.

    Works on exact fractions: |p - x| = z sqrt(x (1 - x) / n) at the limit, squared to stay rational.
    """
    p, z2 = known(counts.conversion), Fraction(Z_95) ** 2
    inside, outside = p, Fraction(int(upper))
    for _ in range(60):
        middle = (inside + outside) / 2
        if (p - middle) ** 2 * counts.leads <= z2 * middle * (1 - middle):
            inside = middle
        else:
            outside = middle
    return (inside + outside) / 2


counted = st.integers(1, 400).flatmap(
    lambda leads: st.integers(0, leads).map(lambda deals: PeriodCounts(leads, deals))
)


@examples(max_examples=50)
@given(counted, counted)
def test_the_limits_agree_with_an_independent_solution_of_the_score_equation(current, previous):
    interval = known(newcombe(current, previous))
    p, q = known(current.conversion), known(previous.conversion)
    with localcontext() as context:
        context.prec = 40

        def root(value: Fraction) -> Decimal:
            return (Decimal(value.numerator) / value.denominator).sqrt()

        down = root(
            (p - score_limit(current, upper=False)) ** 2 + (score_limit(previous, upper=True) - q) ** 2
        )
        up = root((score_limit(current, upper=True) - p) ** 2 + (q - score_limit(previous, upper=False)) ** 2)
    assert abs(Fraction(interval.low) - (p - q - Fraction(down))) < Fraction(1, 10**12)
    assert abs(Fraction(interval.high) - (p - q + Fraction(up))) < Fraction(1, 10**12)


@examples(max_examples=50)
@given(counted, counted)
def test_swapping_the_periods_mirrors_the_interval(current, previous):
    forth, back = known(newcombe(current, previous)), known(newcombe(previous, current))
    assert abs(forth.low + back.high) < Decimal("1e-40")
    assert abs(forth.high + back.low) < Decimal("1e-40")
    assert forth.low <= forth.high


@examples(max_examples=50)
@given(counted)
def test_a_conversion_lies_within_its_own_limits(counts):
    limits = known(wilson(counts))
    assert 0 <= limits.low <= limits.high <= 1
    assert Fraction(limits.low) <= known(counts.conversion) <= Fraction(limits.high)


def test_no_deals_and_all_deals_have_exact_ends():
    assert known(wilson(PeriodCounts(10, 0))).low == 0
    assert known(wilson(PeriodCounts(10, 10))).high == 1


def test_significant_when_zero_lies_strictly_outside():
    assert known(newcombe(PeriodCounts(70, 56), PeriodCounts(80, 48))).excludes_zero
    assert known(newcombe(PeriodCounts(80, 48), PeriodCounts(70, 56))).excludes_zero
    assert not known(newcombe(PeriodCounts(56, 5), PeriodCounts(29, 0))).excludes_zero
    assert not known(newcombe(PeriodCounts(50, 10), PeriodCounts(50, 10))).excludes_zero


def test_an_interval_that_touches_zero_is_not_significant():
    assert not Interval(Decimal(0), Decimal("0.1")).excludes_zero
    assert not Interval(Decimal("-0.1"), Decimal(0)).excludes_zero


@pytest.mark.parametrize(
    ("current", "previous"),
    [((0, 0), (10, 5)), ((10, 5), (0, 0)), ((10, 11), (10, 5)), ((10, 5), (10, 11)), ((0, 3), (10, 5))],
)
def test_no_interval_without_leads_or_with_more_deals_than_leads(current, previous):
    assert newcombe(PeriodCounts(*current), PeriodCounts(*previous)) is None


def test_a_page_says_too_little_data_under_ten_leads_in_either_period():
    sure = PeriodCounts(9, 9), PeriodCounts(1000, 0)
    assert known(newcombe(*sure)).excludes_zero
    assert certainty(*sure) is Certainty.TOO_LITTLE_DATA
    assert certainty(*reversed(sure)) is Certainty.TOO_LITTLE_DATA
    assert certainty(PeriodCounts(10, 10), PeriodCounts(10, 0)) is Certainty.SIGNIFICANT
    assert certainty(PeriodCounts(10, 5), PeriodCounts(10, 5)) is Certainty.MAY_BE_CHANCE
    assert certainty(PeriodCounts(10, 11), PeriodCounts(10, 5)) is Certainty.UNKNOWN


def test_counts_cannot_be_negative():
    with pytest.raises(ValueError, match="negative"):
        PeriodCounts(-1, 0)
