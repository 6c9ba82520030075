"""Cursors of keyset pages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentor.core.keyset import read_cursor, write_cursor

pytestmark = pytest.mark.unit


@given(st.datetimes(timezones=st.just(UTC)), st.integers(1, 2**63 - 1), st.sampled_from(["after", "before"]))
def test_a_cursor_brings_back_the_very_row(moment, row_id, side):
    cursor = read_cursor({side: write_cursor(moment, row_id)})
    assert cursor is not None
    assert (cursor.moment, cursor.id, cursor.forward) == (moment, row_id, side == "after")


@given(st.text())
def test_nonsense_is_no_cursor_and_no_error(text):
    cursor = read_cursor({"after": text})
    assert cursor is None or isinstance(cursor.moment, datetime)


def test_no_parameters_mean_the_first_page():
    assert read_cursor({}) is None
