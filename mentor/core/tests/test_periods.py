"""A page's period: what its address asks for, and words instead of a broken page when it makes no sense."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentor.core import periods

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 25)  # a Wednesday


@pytest.mark.parametrize(
    ("key", "first", "previous_first", "previous_last"),
    [
        ("day", date(2026, 11, 25), date(2026, 11, 24), date(2026, 11, 24)),
        ("week", date(2026, 11, 23), date(2026, 11, 16), date(2026, 11, 18)),
        ("month", date(2026, 11, 1), date(2026, 10, 1), date(2026, 10, 25)),
        ("nine_weeks", date(2026, 9, 28), date(2026, 7, 27), date(2026, 9, 23)),
    ],
)
def test_a_running_period_is_compared_with_as_many_days_before(key, first, previous_first, previous_last):
    period = periods.choose({"period": key}, TODAY)
    assert (period.first, period.last) == (first, TODAY)
    assert (period.previous_first, period.previous_last) == (previous_first, previous_last)
    assert period.query == f"period={key}"


def test_the_end_of_a_long_month_is_not_compared_with_days_that_do_not_exist():
    period = periods.choose({"period": "month"}, date(2026, 3, 31))
    assert period.previous_last == date(2026, 2, 28)


def test_own_dates_come_back_in_the_address():
    period = periods.choose({"period": "custom", "from": "2026-10-01", "to": "2026-10-31"}, TODAY)
    assert period.days == 31
    assert period.previous_last == date(2026, 9, 30)
    assert period.query == "period=custom&from=2026-10-01&to=2026-10-31"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("вчера", "2026-10-31", "не разобраны"),
        ("2026-10-31", "2026-10-01", "позже его конца"),
        ("2027-01-01", "2027-01-02", "ещё не начался"),
        ("2020-01-01", "2026-01-01", "длиннее года"),
        ("2026-02-30", "2026-03-01", "не разобраны"),
    ],
)
def test_impossible_dates_show_the_usual_period_and_say_why(first, last, words):
    period = periods.choose({"period": "custom", "from": first, "to": last}, TODAY)
    assert period.key == "month"
    assert words in period.problem


def test_an_unknown_key_says_so():
    assert "нет" in periods.choose({"period": "век"}, TODAY, default="week").problem


@given(st.dictionaries(st.sampled_from(["period", "from", "to"]), st.text(max_size=12)), st.dates())
def test_no_address_breaks_a_page(params, today):
    period = periods.choose(params, max(today, date(1900, 1, 1)))
    assert period.first <= period.last
    assert period.previous_last < period.first


def test_no_period_at_all_is_the_default_without_a_complaint():
    assert periods.choose({}, TODAY).problem == ""
