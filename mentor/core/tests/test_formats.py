"""Numbers, money, phones and moments read as a Russian reader expects, and unknown is never zero."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentor.core import formats as f

pytestmark = pytest.mark.unit

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=MOSCOW)


def plain(text: str) -> str:
    """Every special space as a plain one, so that expectations can be read."""
    return text.replace(f.THIN, " ").replace(f.NBSP, " ")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567, "1 234 567 ₽"),
        (Decimal("10.50"), "10,50 ₽"),
        (Decimal("999.999"), "1 000 ₽"),
        (0, "0 ₽"),
        (-112000, "−112 000 ₽"),
        (Decimal("-0.004"), "0 ₽"),
        (0.1 + 0.2, "0,30 ₽"),
        (None, "нет данных"),
        (float("nan"), "нет данных"),
    ],
)
def test_money_shows_kopecks_only_when_there_are_some(value, text):
    assert plain(f.money(value)) == text


def test_a_sum_never_breaks_over_two_lines():
    assert f.money(1234567) == f"1{f.THIN}234{f.THIN}567{f.NBSP}₽"


def test_money_can_carry_a_plus():
    assert plain(f.money(12000, plus=True)) == "+12 000 ₽"
    assert plain(f.money(0, plus=True)) == "0 ₽"


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.124, "12,4 %"), (0, "0,0 %"), (1, "100,0 %"), (-0.05, "−5,0 %"), (None, "нет данных")],
)
def test_percent_is_written_from_a_share(share, text):
    assert plain(f.percent(share)) == text


def test_percent_rounds_half_up_and_takes_places():
    assert plain(f.percent(0.125, 0)) == "13 %"
    assert plain(f.percent(Decimal("0.99999"))) == "100,0 %"


@pytest.mark.parametrize(
    ("difference", "text"),
    [
        (0.031, "+3,1 п.п."),
        (-0.012, "−1,2 п.п."),
        (0, "0,0 п.п."),
        (-0.0004, "0,0 п.п."),
        (None, "нет данных"),
    ],
)
def test_points_always_carry_their_sign_and_no_negative_zero(difference, text):
    assert plain(f.points(difference)) == text


def test_integers_and_means():
    assert plain(f.integer(12345)) == "12 345"
    assert plain(f.integer(-7)) == "−7"
    assert f.integer(None) == "нет данных"
    assert plain(f.integer(3, plus=True)) == "+3"
    assert f.decimal_number(7.43) == "7,4"
    assert f.decimal_number(None) == "нет данных"


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_grouping_keeps_every_digit(value):
    assert int(f.integer(value).replace(f.THIN, "").replace(f.MINUS, "-")) == value


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (125, "2:05"), (59.99, "0:59"), (3725, "1:02:05"), (-3, "0:00"), (None, "нет данных")],
)
def test_clock_floors_a_place_in_a_recording(seconds, text):
    assert f.clock(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (45, "45 с"),
        (125, "2 мин 05 с"),
        (120, "2 мин"),
        (3900, "1 ч 05 мин"),
        (7200, "2 ч"),
        (273600, "3 дн. 4 ч"),
        (None, "нет данных"),
    ],
)
def test_durations_are_in_words(seconds, text):
    assert plain(f.duration(seconds)) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("+79000007103", "+7 900 000-71-03"),
        ("+375291234567", "+375 291 234 567"),
        ("скрыт", "скрыт"),
        ("+7900", "+7 900"),
        ("", "нет данных"),
        (None, "нет данных"),
    ],
)
def test_phones_are_grouped_and_strange_ones_left_alone(number, text):
    assert plain(f.phone(number)) == text


@pytest.mark.parametrize(
    ("count", "word"),
    [
        *((0, "звонков"), (1, "звонок"), (2, "звонка"), (5, "звонков"), (11, "звонков"), (14, "звонков")),
        *((21, "звонок"), (22, "звонка"), (111, "звонков"), (112, "звонков"), (1001, "звонок")),
        (-2, "звонка"),
    ],
)
def test_plurals_agree_with_their_number(count, word):
    assert f.plural(count, "звонок", "звонка", "звонков") == word


def test_counted_joins_number_and_word():
    assert plain(f.counted(1284, "звонок", "звонка", "звонков")) == "1 284 звонка"
    assert f.counted(None, "звонок", "звонка", "звонков") == "нет данных"


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 11, 23, 14, 20, tzinfo=MOSCOW), "сегодня, 14:20"),
        (datetime(2026, 11, 22, 21, 30, tzinfo=UTC), "сегодня, 00:30"),
        (datetime(2026, 11, 22, 9, 5, tzinfo=MOSCOW), "вчера, 09:05"),
        (datetime(2026, 11, 24, 9, 0, tzinfo=MOSCOW), "завтра, 09:00"),
        (datetime(2026, 10, 12, 18, 0, tzinfo=MOSCOW), "пн, 12 окт., 18:00"),
        (datetime(2025, 12, 25, 12, 5, tzinfo=MOSCOW), "чт, 25 дек. 2025, 12:05"),
        (None, "нет данных"),
    ],
)
def test_moments_are_told_in_words_in_the_zone_of_the_company(moment, text):
    assert plain(f.moment(moment, NOW, MOSCOW)) == text


def test_the_same_moment_is_another_day_further_east():
    moment = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
    assert f.moment(moment, NOW, ZoneInfo("Asia/Vladivostok")) == "завтра, 06:00"


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        f.moment(datetime(2026, 11, 23, 14, 0), NOW, MOSCOW)


def test_dates_for_documents_carry_their_year():
    assert plain(f.date_long(date(2026, 10, 12))) == "12 октября 2026"
    assert plain(f.month_name(date(2026, 10, 12))) == "октябрь 2026"
    assert f.date_long(None) == f.month_name(None) == f.day(None, NOW.date()) == "нет данных"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 10, 1), date(2026, 10, 31), "1–31 окт."),
        (date(2026, 9, 28), date(2026, 10, 4), "28 сент. – 4 окт."),
        (date(2025, 12, 28), date(2026, 1, 4), "28 дек. 2025 – 4 янв. 2026"),
        (date(2026, 11, 23), date(2026, 11, 23), "23 нояб."),
        (date(2025, 5, 1), date(2025, 5, 9), "1–9 мая 2025"),
        (None, date(2026, 1, 1), "нет данных"),
    ],
)
def test_ranges_say_no_more_than_they_must(first, last, text):
    assert plain(f.date_range(first, last, NOW.date())) == text


@pytest.mark.parametrize(
    ("gap", "text"),
    [
        (timedelta(seconds=-20), "только что"),
        (timedelta(minutes=-2), "2 минуты назад"),
        (timedelta(minutes=-61), "1 час назад"),
        (timedelta(days=-5), "5 дней назад"),
        (timedelta(days=-65), "2 месяца назад"),
        (timedelta(days=-800), "2 года назад"),
        (timedelta(hours=3), "через 3 часа"),
        (timedelta(seconds=20), "сейчас"),
    ],
)
def test_relative_times(gap, text):
    assert plain(f.relative(NOW + gap, NOW)) == text


def test_relative_of_unknown():
    assert f.relative(None, NOW) == "нет данных"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Анна Петрова", "АП"), ("олег", "О"), ("Ким Вера Ильинична", "КВ"), ("", "?"), (None, "?")],
)
def test_initials(name, letters):
    assert f.initials(name) == letters


def test_a_device_is_named_by_its_browser_and_system():
    chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36"
    assert f.device(chrome) == "Chrome, Windows"
    assert f.device(chrome + " YaBrowser/26.1") == "Яндекс Браузер, Windows"
    assert f.device("") == "неизвестное устройство"
