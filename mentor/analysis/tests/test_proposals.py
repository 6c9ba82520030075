"""Marks that repeat propose a rule."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mentor.analysis.proposals import Said, propose

pytestmark = pytest.mark.unit
NOW = datetime(2026, 10, 12, tzinfo=UTC)


def said(number, quote, good=False, words="", stage=None):
    return Said(number, 100 + number, NOW, good, quote, words, stage)


LIKE = ("У нас такие цены", "Ну, у нас такие цены!", "такие уж у нас цены")


def test_three_alike_make_a_rule_with_their_words_as_examples():
    found = propose([said(n, quote, stage=4) for n, quote in enumerate(LIKE, start=1)])
    assert len(found) == 1
    rule = found[0].rule
    assert (rule.detector, rule.stage, rule.points, rule.examples) == ("must_not_say", "objections", 1, LIKE)
    assert found[0].key == "1-2-3"


def test_two_are_no_habit():
    assert propose([said(n, quote) for n, quote in enumerate(LIKE[:2])]) == []


def test_good_and_bad_never_mix():
    marks = [said(n, quote, good=n == 1) for n, quote in enumerate(LIKE)]
    assert propose(marks) == []
    assert propose([said(n, quote, good=True) for n, quote in enumerate(LIKE)])[0].rule.detector == "must_say"


def test_the_experts_own_words_bind_what_sounds_differently():
    quotes = ("Скидку сделаем любую", "Уступим сколько скажете", "Договоримся по деньгам")
    assert propose([said(n, quote) for n, quote in enumerate(quotes)]) == []
    named = propose(
        [said(n, quote, words="обещал скидку без согласования") for n, quote in enumerate(quotes)]
    )
    assert named[0].rule.wording == "обещал скидку без согласования"


def test_the_same_quote_is_one_example():
    assert propose([said(n, LIKE[0]) for n in range(4)])[0].rule.examples == (LIKE[0],)
