from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentor.analytics.rules.periods import (
    InvalidPeriodError,
    Period,
    Span,
    as_utc,
    full_month_before,
    local_day,
    month_of,
    week_of,
)

from .builders import MOSCOW, call, day, examples, ledger, month, pay, span

pytestmark = pytest.mark.unit
KAMCHATKA = ZoneInfo("Asia/Kamchatka")


def test_from_and_to_are_both_inclusive():
    begin, end = span("03-01", "03-31").bounds(MOSCOW)
    assert begin == datetime(2026, 2, 28, 21, tzinfo=UTC)
    assert end == datetime(2026, 3, 31, 21, tzinfo=UTC)
    assert span("03-01", "03-31").days == 31


def test_dates_are_those_of_the_company_s_time_zone():
    moment = datetime(2026, 2, 28, 21, 30, tzinfo=UTC)
    assert local_day(moment, MOSCOW) == date(2026, 3, 1)
    assert local_day(moment, ZoneInfo("Europe/Kaliningrad")) == date(2026, 2, 28)
    assert local_day(datetime(2026, 2, 28, 12, 0, tzinfo=UTC), KAMCHATKA) == date(2026, 3, 1)


def test_a_time_without_an_offset_is_company_time():
    assert as_utc(datetime(2026, 3, 1, 0, 30), MOSCOW) == datetime(2026, 2, 28, 21, 30, tzinfo=UTC)
    assert as_utc(datetime.fromisoformat("2026-03-01T00:30+00:00"), MOSCOW).hour == 0


def test_a_day_has_25_hours_where_the_clock_went_back_and_23_where_it_went_forward():
    back = Span(date(2014, 10, 26), date(2014, 10, 26)).bounds(MOSCOW)
    assert back[1] - back[0] == timedelta(hours=25)
    forward = Span(date(2011, 3, 27), date(2011, 3, 27)).bounds(MOSCOW)
    assert forward[1] - forward[0] == timedelta(hours=23)


def test_a_day_without_a_midnight_begins_at_its_first_moment():
    havana = ZoneInfo("America/Havana")  # 8 March 2026: 00:00 becomes 01:00
    begin, _ = Span(date(2026, 3, 8), date(2026, 3, 8)).bounds(havana)
    assert begin == datetime(2026, 3, 8, 5, tzinfo=UTC)
    assert local_day(begin, havana) == date(2026, 3, 8)
    assert local_day(begin - timedelta(seconds=1), havana) == date(2026, 3, 7)


def test_weeks_begin_on_monday():
    assert week_of(date(2026, 3, 1)) == span("02-23", "03-01")
    assert week_of(date(2026, 3, 2)) == span("03-02", "03-08")


def test_months_end_where_the_calendar_says():
    assert month_of(date(2028, 2, 10)) == Span(date(2028, 2, 1), date(2028, 2, 29))
    assert month_of(date(2026, 12, 31)) == span("12-01", "12-31")
    assert full_month_before(date(2026, 3, 1)) == span("02-01", "02-28")
    assert full_month_before(date(2026, 1, 20)) == Span(date(2025, 12, 1), date(2025, 12, 31))


def test_a_month_that_is_over_is_compared_with_the_whole_previous_month():
    assert month("03-01").compared_with(day("04-01")) == span("02-01", "02-28")


def test_a_running_month_is_compared_with_as_many_days_of_the_previous_one_including_today():
    assert month("03-01").compared_with(day("03-10")) == span("02-01", "02-10")
    assert month("03-01").compared_with(day("03-01")) == span("02-01", "02-01")


def test_a_running_month_longer_than_the_previous_takes_at_most_all_of_it():
    assert month("03-01").compared_with(day("03-31")) == span("02-01", "02-28")
    leap = Period.containing("month", date(2028, 3, 30))
    assert leap.compared_with(date(2028, 3, 30)) == Span(date(2028, 2, 1), date(2028, 2, 29))


def test_the_last_day_of_a_period_is_still_running():
    february = month("02-01")
    assert february.compared_with(day("02-28")) == span("01-01", "01-28")
    assert february.compared_with(day("03-01")) == span("01-01", "01-31")
    assert february.is_provisional(day("02-28"))
    assert not february.is_provisional(day("03-01"))


def test_a_running_week_is_compared_like_for_like():
    week = Period.containing("week", day("03-11"))  # a Wednesday
    assert week.compared_with(day("03-11")) == span("03-02", "03-04")
    assert week.compared_with(day("03-16")) == span("03-02", "03-08")


def test_a_day_is_compared_with_the_whole_day_before():
    assert Period.containing("day", day("03-01")).compared_with(day("03-01")) == span("02-28", "02-28")


def test_a_custom_span_is_compared_with_as_many_days_just_before_it():
    custom = Period("custom", span("03-10", "03-19"))
    assert custom.compared_with(day("04-01")) == span("02-28", "03-09")
    assert custom.compared_with(day("03-12")) == span("02-28", "03-02")


def test_a_period_that_has_not_begun_is_compared_with_the_whole_one_before():
    assert month("03-01").compared_with(day("02-10")) == span("02-01", "02-28")


@pytest.mark.parametrize(
    ("kind", "first", "last", "field"),
    [
        ("month", "03-02", "03-31", "from"),
        ("month", "03-01", "03-30", "to"),
        ("month", "03-01", "04-30", "to"),
        ("week", "03-03", "03-09", "from"),
        ("week", "03-02", "03-09", "to"),
        ("day", "03-02", "03-03", "to"),
        ("custom", "03-02", "03-01", "to"),
        ("custom", "1969-12-31T12:00", "03-01", "from"),
        ("custom", "03-01", "3000-01-01T12:00", "to"),
    ],
)
def test_dates_that_are_no_such_period_name_the_field(kind, first, last, field):
    with pytest.raises(InvalidPeriodError) as caught:
        Period(kind, span(first, last))
    assert caught.value.field == field


def test_nothing_dated_later_than_now_exists():
    now = datetime(2026, 3, 10, 12, 0)
    settled = ledger(
        now=now,
        calls=[call("ivan", "03-10 12:00", id="at now"), call("ivan", "03-10 12:01", id="later")],
        payments=[pay("03-10 12:00", id="paid"), pay("03-11", id="refund", refund_of="paid")],
    )
    assert [row.id for row in settled.calls] == ["at now"]
    assert [row.id for row in settled.payments] == ["paid"]


def test_rows_with_one_id_are_one_row_in_whatever_offset_they_were_written():
    settled = ledger(
        calls=[
            call("ivan", "2026-03-10T12:00:00", id="c"),
            call("ivan", "2026-03-10T12:00:00+03:00", id="c"),
            call("ivan", "2026-03-10T09:00:00+00:00", id="c"),
        ]
    )
    assert len(settled.calls) == 1


@examples(max_examples=50)
@given(
    st.sampled_from(
        ["Europe/Moscow", "Asia/Kamchatka", "Europe/Kaliningrad", "Asia/Beirut", "America/Havana"]
    ),
    st.datetimes(datetime(2009, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC)),
)
def test_every_moment_lies_in_exactly_the_span_of_its_local_day(name, moment):
    zone = ZoneInfo(name)
    today = local_day(moment, zone)
    for offset in (-1, 0, 1):
        shifted = today + timedelta(days=offset)
        begin, end = Span(shifted, shifted).bounds(zone)
        assert (begin <= moment < end) == (offset == 0)


@examples(max_examples=50)
@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.sampled_from(["day", "week", "month"]),
    st.integers(0, 40),
)
def test_a_comparison_is_never_longer_than_the_days_begun_and_always_before_the_period(first, kind, later):
    period = Period.containing(kind, first)
    today = period.span.first + timedelta(days=later)
    compared = period.compared_with(today)
    assert compared.last < period.span.first
    assert compared.first == period.previous().first
    if period.is_running(today):
        assert compared.days == min(later + 1, period.previous().days)
    else:
        assert compared == period.previous()
