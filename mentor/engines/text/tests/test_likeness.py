"""Passages that say the same."""

from __future__ import annotations

import pytest

from mentor.engines.text.likeness import groups, likeness, nearest_sentence

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        ("Скину вам на почту", "скидываю вам на почту", False),  # one word shared of two
        ("Это не ко мне вопрос", "вопрос этот не ко мне", True),
        ("У нас такие цены", "Ну, у нас цены такие!", True),
        ("Давайте перезвоню завтра", "Гарантия пять лет", False),
        ("", "Гарантия пять лет", False),
    ],
)
def test_the_same_words_in_any_form_and_order_are_alike(left, right, alike):
    assert (likeness(left, right) > 0.6) is alike
    assert likeness(left, right) == likeness(right, left)


def test_a_passage_is_most_like_itself():
    assert likeness("Гарантия пять лет", "гарантия, пять лет.") == 1.0


def test_groups_are_told_largest_first_and_lose_nobody():
    texts = ["У нас такие цены", "Гарантия пять лет", "Ну у нас такие цены", "Такие у нас цены"]
    assert groups(4, lambda one, other: likeness(texts[one], texts[other]) >= 0.6) == [[0, 2, 3], [1]]
    assert groups(3, lambda one, other: one - other == 1) == [[0, 1, 2]], "alike through others"
    assert groups(0, lambda one, other: True) == []


def test_the_sentence_that_says_it_is_quoted_verbatim():
    text = "Тёплые окна. Гарантия пять лет! До свидания."
    assert nearest_sentence(text, ["даём гарантию на пять лет"]) == "Гарантия пять лет!"
    assert nearest_sentence("Без точек тоже можно", ["ничего похожего"]) == "Без точек тоже можно"
