"""How a company's own words stand inside a sentence of ours."""

from __future__ import annotations

import pytest

from mentor.engines.adviser.speech import inside

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Бесплатный замер и цена на две недели", "бесплатный замер и цена на две недели"),
        ("Гарантия три года", "гарантия три года"),
        ("Москва и область", "Москва и область"),
        ("Иван приедет сам", "Иван приедет сам"),
        ("ОСАГО в подарок", "ОСАГО в подарок"),
        ("«Светлица» рядом", "«Светлица» рядом"),
        ("", ""),
    ],
)
def test_only_a_common_word_loses_its_capital(text, expected):
    assert inside(text) == expected
