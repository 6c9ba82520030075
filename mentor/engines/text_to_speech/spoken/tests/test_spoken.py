"""What is written is said as a Russian would say it; the table is read line by line: «written → said»."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mentor.engines.text_to_speech.spoken import spoken
from mentor.engines.text_to_speech.spoken.grammar import Case, cardinal, counted, ordinal
from mentor.engines.text_to_speech.spoken.stress import MARK, bare, stresses_of, with_apostrophe, with_plus

pytestmark = pytest.mark.unit

TABLE = [
    tuple(line.split(" → ", 1))
    for line in Path(__file__).with_name("table.txt").read_text(encoding="utf-8").splitlines()
]
CASES: tuple[Case, ...] = ("n", "g", "d", "a", "i", "p")


@pytest.mark.parametrize(("written", "said"), TABLE, ids=[row[0] for row in TABLE])
def test_written_is_said(written, said):
    assert spoken(written) == said


@pytest.mark.parametrize(
    ("number", "forms"),
    [
        (1, "один рубль, одного рубля, одному рублю, один рубль, одним рублём, одном рубле"),
        (2, "два рубля, двух рублей, двум рублям, два рубля, двумя рублями, двух рублях"),
        (
            11,
            "одиннадцать рублей, одиннадцати рублей, одиннадцати рублям, одиннадцать рублей, "
            "одиннадцатью рублями, одиннадцати рублях",
        ),
        (40, "сорок рублей, сорока рублей, сорока рублям, сорок рублей, сорока рублями, сорока рублях"),
        (
            200,
            "двести рублей, двухсот рублей, двумстам рублям, двести рублей, двумястами рублями, "
            "двухстах рублях",
        ),
        (
            2000,
            "две тысячи рублей, двух тысяч рублей, двум тысячам рублей, две тысячи рублей, "
            "двумя тысячами рублей, двух тысячах рублей",
        ),
    ],
)
def test_a_counted_noun_agrees_in_every_case(number, forms):
    assert ", ".join(counted(number, "рубль", case) for case in CASES) == forms


def test_what_is_counted_is_never_alive():
    assert [cardinal(number, "a") for number in (1, 2, 1_000, 2_000, 1_000_000)] == [
        "один",
        "два",
        "одну тысячу",
        "две тысячи",
        "один миллион",
    ]
    assert cardinal(21, "a", "f") == "двадцать одну"
    assert ordinal(3, "a", "f") == "третью"
    assert ordinal(5, "a", "f") == "пятую"


def test_names_are_stressed_as_the_company_says_in_every_case_that_keeps_the_vowel():
    stresses = {"Олеся": "Оле́ся", "Гречка": "Гре́чка"}
    assert spoken("Олеся, Олесе и Олесю ждут.", stresses) == "Оле́ся, Оле́се и Оле́сю ждут."
    assert spoken("олеся", stresses) == "оле́ся"
    assert spoken("Анна", stresses) == "Анна"


def test_a_stress_without_a_mark_changes_nothing():
    assert spoken("Анна", {"Анна": "Анна"}) == "Анна"


def test_voices_get_marks_in_their_own_writing():
    text = "Оле́ся"
    assert with_plus(text) == "Ол+еся"
    assert with_apostrophe(text) == "Оле'ся"
    assert bare(text) == "Олеся"


@pytest.mark.parametrize("text", ["", "   ", "…", "—", "«»", "🙂"])
def test_a_text_without_words_comes_back(text):
    assert spoken(text) == text.strip()


def test_words_are_left_alone():
    text = "Добрый день! Меня зовут Анна, компания «Ромашка». Удобно говорить?"
    assert spoken(text) == text


def test_what_was_said_is_said_the_same_again():
    for written, said in TABLE:
        assert spoken(said) == said, written


PIECES = st.sampled_from(
    [
        *(
            "до",
            "с",
            "к",
            "5",
            "12\u00a0500",
            "1,5",
            "₽",
            "руб.",
            "%",
            "-",
            "–",
            "14:30",
            "12.10.2026",
            "г.",
            "кг",
        ),
        *(
            "м²",
            "Wi-Fi",
            "2-й",
            "№",
            "8(999)1234567",
            "этаж",
            "дня",
            ".",
            ",",
            "ул.",
            "Ленина",
            "ООО",
            "\u00a0",
        ),
        *("(", "/", "млн", "XX"),
    ]
)


@settings(max_examples=200, deadline=None)
@example("0 0000")
@example("12 5000 руб.")
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(PIECES, max_size=12).map(" ".join),
        st.lists(PIECES, max_size=8).map("".join),
    )
)
def test_any_text_is_said_without_figures_and_without_failing(text):
    said = spoken(text)
    assert not re.search(r"[0-9A-Za-z]", said)
    assert MARK not in said or MARK in text


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**16), st.sampled_from(CASES))
def test_every_number_is_words_in_every_case(number, case):
    assert re.fullmatch(r"[а-яё ]+", cardinal(number, case))


def test_stresses_are_written_with_a_plus_and_mark_a_name_in_its_other_cases():
    stresses = stresses_of("Ол+еся\nСыс+ерть")
    assert spoken("Олесе в Сысерть", stresses) == "Оле\u0301се в Сысе\u0301рть"
    for wrong in ("Олеся", "Олес+", "+Олеся+", "Oл+eся"):
        with pytest.raises(ValueError):
            stresses_of(wrong)
