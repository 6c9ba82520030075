"""A recommendation taken apart into what must be said."""

from __future__ import annotations

import pytest

from mentor.engines.judge.local.points import split_points

pytestmark = pytest.mark.unit

TOLD = (
    "В этом диалоге клиент ушёл на этапе обработки возражения. Рекомендуется перезвонить и сказать следующее: "
    "извиниться за тон и признать, что разница заметная; показать, что входит в цену; "
    "позвать на осмотр в конкретный день и час."
)
ALOUD = (
    "В этом диалоге клиент ушёл на этапе «Закрытие». Рекомендуется перезвонить и сказать следующее: "
    "«Олег, здравствуйте! Это Инна. В прошлый раз вы сказали: „дорого, подумаю“. "
    "Замер у нас бесплатный. Запишу вас на субботу в 11:00?»"
)


def test_deeds_joined_by_and_or_semicolon_are_points_of_their_own() -> None:
    assert split_points(TOLD) == (
        "извиниться за тон",
        "признать, что разница заметная",
        "показать, что входит в цену",
        "позвать на осмотр в конкретный день и час",
    )


def test_greeting_name_and_reminder_are_no_points() -> None:
    points = split_points(ALOUD)
    assert not any("здравствуйте" in p or "Инна" in p or "подумаю" in p for p in points)
    assert [p for p in points if "Замер" in p] == ["Замер у нас бесплатный"]
    assert any("субботу" in p for p in points)


def test_a_reminder_s_lead_and_an_introduction_with_the_company_are_no_points() -> None:
    text = "сказать следующее: «Добрый день! Это Виктория, «Второй ключ». Помню и другое: „на дачу“. Пришлю расчёт."
    assert split_points(text + "»") == ("Пришлю расчёт",)


def test_what_went_wrong_before_the_advice_is_no_point() -> None:
    assert not any("клиент ушёл" in p for p in split_points(TOLD))


@pytest.mark.parametrize("text", ["", "   ", "«»", "!!!"])
def test_a_recommendation_without_words_has_no_points(text: str) -> None:
    assert split_points(text) == ()
