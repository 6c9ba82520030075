"""Colour follows meaning: the pass mark, the pass share, the number of calls behind a figure."""

import pytest

from mentor.core import tones

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("score", "tone"),
    [(7, "good"), (10, "good"), (6.9, "attention"), (3.5, "attention"), (3, "bad"), (None, "none")],
)
def test_scores_are_good_from_the_pass_mark(score, tone):
    assert tones.score_tone(score) == tone


def test_a_company_may_set_another_pass_mark():
    assert tones.score_tone(7, pass_mark=8) == "attention"


def test_shares_and_differences():
    assert tones.share_tone(0.7) == "good"
    assert tones.share_tone(0.2) == "bad"
    assert tones.share_tone(None) == "none"
    assert tones.difference_tone(0.01) == "good"
    assert tones.difference_tone(0.01, more_is_better=False) == "bad"
    assert tones.difference_tone(0) == tones.difference_tone(None) == "neutral"


def test_a_heat_cell_deepens_with_its_distance_from_the_pass_share():
    classes = [tones.heat_class(share / 100) for share in range(101)]
    order = ["heat-b3", "heat-b2", "heat-b1", "", "heat-g1", "heat-g2", "heat-g3"]
    assert [name for at, name in enumerate(classes) if at == 0 or classes[at - 1] != name] == order


def test_few_calls_are_never_coloured():
    assert tones.heat_class(0.1, calls=4) == "heat-few"
    assert tones.heat_class(0.1, calls=5) == "heat-b3"
    assert tones.heat_class(None) == ""


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_extreme_pass_shares_do_not_break(share):
    assert tones.heat_class(0.5, pass_share=share) in {"heat-g2", "heat-b2"}


def test_an_unknown_tone_is_neutral():
    assert tones.tone_class("crimson") == tones.tone_class(None) == "is-neutral"
