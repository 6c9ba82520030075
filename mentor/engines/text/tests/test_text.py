"""The shared text tools: one normal form, verbatim quotes, names and numbers as they are spoken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentor.engines.text.cues import Cues
from mentor.engines.text.names import brand, same_name, says_company, says_name
from mentor.engines.text.normal import close, edit_distance, has_cyrillic, normalise, stem
from mentor.engines.text.numbers import numbers
from mentor.engines.text.phrases import contains_phrase
from mentor.engines.text.quotes import MAX_WORDS, inside_quotes, quote_at

pytestmark = pytest.mark.unit


def test_case_punctuation_and_yo_make_no_difference() -> None:
    assert normalise("Ещё-то, «Ладно»!").text == normalise("еще то ладно").text


@given(st.text())
def test_every_normal_character_leads_back_to_its_own_place(text: str) -> None:
    normal = normalise(text)
    assert len(normal.text) == len(normal.origin)
    assert all(
        text[at].lower() in (letter, "ё")
        for letter, at in zip(normal.text, normal.origin, strict=True)
        if letter != " "
    )


def test_forms_of_a_word_share_a_stem() -> None:
    assert stem("гарантия") == stem("гарантии") == stem("гарантию")


@pytest.mark.parametrize(
    ("left", "right", "distance"), [("окно", "окно", 0), ("окна", "окон", 2), ("рубеж", "рубже", 1)]
)
def test_edit_distance_counts_swaps_as_one(left: str, right: str, distance: int) -> None:
    assert edit_distance(left, right, 3) == distance


def test_one_slip_of_a_recogniser_is_close_but_short_words_must_be_equal() -> None:
    assert close("гарантя", "гарантия")
    assert not close("да", "на")


def test_a_cue_is_found_again_in_the_original_text() -> None:
    text = "Ну… это ДЛЯ МЕНЯ — дороговато, честно."
    place = Cues("дорог~").find(text)
    assert place is not None
    assert text[place.start : place.end] == "дороговато"


@given(st.text(max_size=300), st.integers(0, 300))
def test_a_quote_is_always_verbatim(text: str, at: int) -> None:
    from mentor.engines.text.cues import Span

    assert quote_at(text, Span(at, at + 1)) in text


def test_long_speech_without_punctuation_is_cut_to_a_window() -> None:
    text = " ".join(f"слово{i}" for i in range(90))
    place = Cues("слово50").find(text)
    quote = quote_at(text, place)
    assert "слово50" in quote
    assert len(quote.split()) <= MAX_WORDS


@pytest.mark.parametrize(
    ("spoken", "company"),
    [
        ("компания рубеж снап слушаю", "РубежСнаб"),
        ("Ренат из «Второго ключа»", "Второй ключ"),
        ("клиника лазурь добрый день", "Клиника косметологии «Лазурь»"),
    ],
)
def test_a_company_is_heard_torn_declined_and_misheard(spoken: str, company: str) -> None:
    assert says_company(spoken, company)


def test_a_generic_word_is_not_the_company() -> None:
    assert not says_company("Турагентство, слушаю.", "Турагентство «Семь ветров»")
    assert brand("Турагентство «Семь ветров»") == "Семь ветров"


def test_names_are_known_in_other_cases_and_short_patronymics() -> None:
    assert same_name("ренату", "ренат")
    assert says_name("виктор семёныч, добрый день", ["Виктор Семёнович"])
    assert not says_name("добрый день", ["Виктор"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("по ста двадцати пунктам", (120,)),
        ("проверка по 120 пунктам", (120,)),
        ("двадцать восемь тысяч", (28000,)),
        ("гарантия полгода", (6,)),
        ("миллион шестьсот девяносто", (1000690,)),
        ("в пятнадцать ноль ноль", (15,)),
    ],
)
def test_numbers_in_words_and_digits_are_one(text: str, expected: tuple[int, ...]) -> None:
    assert numbers(text)[: len(expected)] == expected


def test_a_phrase_is_recognised_in_other_forms_of_its_words() -> None:
    assert contains_phrase("Ну надумаешь, звони тогда.", "надумаете — звоните") is not None
    assert contains_phrase("Надумаете купить — потом звоните.", "надумаете — звоните") is None


def test_other_alphabets_are_told_from_russian() -> None:
    assert has_cyrillic("ООО Ромашка, да")
    assert not has_cyrillic("hello there да")
    assert not has_cyrillic("12345")


def test_quoted_words_hold_no_second_pair_of_the_same_marks() -> None:
    assert inside_quotes("«Сервис решает»") == "Сервис решает"
    assert inside_quotes("«Лазурь» и «Заря»") == "„Лазурь“ и „Заря“"
    assert inside_quotes("у «Зари» дешевле") == "у „Зари“ дешевле"
