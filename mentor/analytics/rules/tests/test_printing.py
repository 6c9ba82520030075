from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentor.analytics.rules import printing

from .builders import examples

pytestmark = pytest.mark.unit


def test_points_print_with_six_decimals():
    assert printing.points(Fraction(1, 4)) == "25.000000"
    assert printing.points(Fraction(-1, 3)) == "-33.333333"


def test_a_conversion_prints_as_a_fraction_with_six_decimals():
    assert printing.share(Fraction(2, 3)) == "0.666667"
    assert printing.share(Fraction(5, 4)) == "1.250000"


def test_money_prints_with_two_decimals_even_when_whole_or_huge():
    assert printing.money(Fraction(1200)) == "1200.00"
    assert printing.money(Decimal("12345678901234567890123456789012.345")) == (
        "12345678901234567890123456789012.35"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [("0.005", "0.01"), ("0.0049999", "0.00"), ("1.015", "1.02"), ("-0.005", "-0.01"), ("-2.675", "-2.68")],
)
def test_a_half_goes_up_and_its_mirror_image_prints_alike(value, text):
    assert printing.money(Decimal(value)) == text


def test_there_is_no_minus_zero():
    assert printing.money(Fraction(-1, 1000)) == "0.00"
    assert printing.points(Fraction(-1, 10**12)) == "0.000000"
    assert printing.fixed(Decimal("-0.0"), 0) == "0"


def test_what_is_unknown_stays_none():
    assert printing.share(None) is printing.points(None) is printing.money(None) is None


@examples(max_examples=50)
@given(st.fractions(-(10**9), 10**9), st.integers(0, 6))
def test_rounding_moves_a_value_by_at_most_half_a_unit(value, places):
    text = printing.fixed(value, places)
    assert abs(Fraction(text) - value) <= Fraction(1, 2 * 10**places)
    assert Fraction(text) == printing.rounded(value, places)
