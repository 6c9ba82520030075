"""Numbers as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms

from mentor.pages.setup.forms.fields import WrittenDecimal, lines_of, written

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("78 000,50 ₽", "78000.50"),
        ("78\u00a0000", "78000"),
        ("12,4 %", "12.4"),
        ("1\u202f234\u202f567,8", "1234567.8"),
        ("100 руб.", "100"),
        ("-3", "-3"),
    ],
)
def test_spaces_commas_and_units_are_understood(typed, meant):
    assert WrittenDecimal(max_digits=14, decimal_places=2).clean(typed) == Decimal(meant)


@pytest.mark.parametrize("typed", ["сто", "1,2,3", "NaN", "Infinity", "1e400", "--5", "٣x"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(forms.ValidationError):
        WrittenDecimal(max_digits=14, decimal_places=2).clean(typed)


def test_what_was_written_reads_back():
    field = WrittenDecimal(max_digits=14, decimal_places=2)
    for value in ("0.01", "1000", "78500.5", "12345678.99"):
        assert field.clean(written(Decimal(value))) == Decimal(value)


def test_marks_of_a_list_are_dropped():
    assert lines_of("- раз\n\n  2) два\n• три\n10 окон") == ["раз", "два", "три", "10 окон"]
