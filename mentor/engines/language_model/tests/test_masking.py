"""Personal data do not leave, and come back where they belong."""

from __future__ import annotations

import pytest

from mentor.engines.language_model.masking import Masker
from mentor.engines.language_model.masking.masker import UnknownPlaceholderError

pytestmark = pytest.mark.unit
KNOWN = ("Инна Белова", "Ольга")


def masker(*texts: str) -> Masker:
    return Masker(known=KNOWN, company="Окна «Светлица»", texts=texts)


@pytest.mark.parametrize(
    "text",
    [
        "Звоните: +7 912 345-67-89, жду.",
        "звоните 8 912 345 67 89 жду",
        "запишите восемь девятьсот двенадцать триста сорок пять шестьдесят семь восемьдесят девять",
        "Почта olga.p-1@mail.ru, пишите.",
        "почта ольга точка п собака мейл точка ру",
        "Карта 4276 1234 5678 9012.",
        "Паспорт 65 12 345678, выдан давно.",
        "паспорт шестьдесят пять двенадцать тридцать четыре пятьдесят шесть семьдесят восемь",
        "Живу: улица Малышева, дом 12, квартира 7.",
        "привезите на улицу малышева дом двенадцать квартира семь",
        "Передайте Ольге Петровне Кузнецовой.",
        "здравствуйте это ольга",
    ],
)
def test_nothing_personal_is_left(text: str) -> None:
    hidden = masker(text).mask(text).text
    assert not any(c.isdigit() for c in _outside(hidden))
    for word in ("ольг", "петровн", "кузнецов", "olga", "мейл", "девятьсот", "малышев", "семь", "пятьдесят"):
        assert word not in hidden.lower()


def _outside(text: str) -> str:
    """The text without the placeholders."""
    return "".join(part.split("]", 1)[-1] for part in f"]{text}".split("["))


@pytest.mark.parametrize(
    "text",
    [
        "Стоит 1 250 000 рублей, рассрочка на 12 месяцев.",
        "двести тридцать пять тысяч и ещё сорок за монтаж",
        "Окна «Светлица» на связи, замер в субботу в 14:30.",
        "Сколько окон и в какую комнату?",
        "от десяти до двадцати человек, тридцать максимум",
        "Проверка по 120 пунктам, багажник 590 литров.",
    ],
)
def test_figures_and_the_companys_own_name_stay(text: str) -> None:
    assert masker(text).mask(text).text == text


def test_one_person_in_any_form_has_one_placeholder_and_returns_by_name() -> None:
    text = "Ольга, здравствуйте! Ольге удобно? Я перезвоню Ольге, это Инна."
    hider = masker(text)
    hidden = hider.mask(text).text
    assert hidden == "[ИМЯ1], здравствуйте! [ИМЯ1] удобно? Я перезвоню [ИМЯ1], это [ИМЯ2]."
    assert hider.restore("[ИМЯ1], добрый день! Это [ИМЯ2].") == "Ольга, добрый день! Это Инна."


@pytest.mark.parametrize("written", ["[имя1]", "[ИМЯ 1]", "(ИМЯ1)", "[ИМЯ1]е", "[Имя1]"])
def test_a_placeholder_survives_what_models_do_to_it(written: str) -> None:
    hider = masker()
    hider.mask("Ольга на связи")
    assert hider.restore(f"Позвоните {written} завтра") == "Позвоните Ольга завтра"


def test_a_placeholder_that_nobody_sent_is_refused() -> None:
    with pytest.raises(UnknownPlaceholderError):
        masker().restore("Здравствуйте, [ИМЯ7]!")


def test_a_place_in_the_masked_text_leads_to_the_same_place_in_the_original() -> None:
    text = "Да, Ольге Петровне на 8 912 345 67 89, после шести"
    masked = masker(text).mask(text)
    for piece in ("после шести", "на [ТЕЛЕФОН1], после", "Да, [ИМЯ1]"):
        start = masked.text.index(piece)
        back = text[slice(*masked.original_span(start, start + len(piece)))]
        expected = {
            "после шести": "после шести",
            "на [ТЕЛЕФОН1], после": "на 8 912 345 67 89, после",
            "Да, [ИМЯ1]": "Да, Ольге",
        }
        assert back == expected[piece]
