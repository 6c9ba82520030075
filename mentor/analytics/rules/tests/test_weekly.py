"""The weekly report's rules: three things with evidence, and what has changed since people were told."""

from __future__ import annotations

import pytest

from mentor.analytics.rules.weekly import Change, Evidence, Thing, as_told, changes, things_to_do

pytestmark = pytest.mark.unit

SHOWN = (Evidence(7, "Ирина", "дорого", 12.5),)


def thing(kind: str, count: int, evidence: tuple[Evidence, ...] = SHOWN) -> Thing:
    return Thing(kind, count, evidence)


def figures(leads: int = 10, paid: int = 1, total: str | None = "5000.00") -> dict[str, object]:
    steps = {"lost": 3, "recommended": 3, "contacted": 2, "agreed": 1, "paid": paid}
    money = {"growth": "4000.00", "returned": "1000.00", "total": total, "pending": "0.00"}
    return {"leads": leads, "deals": 2, "conversion": "0.200000", "returned": steps, "money": money}


def test_three_things_of_three_kinds_are_told_those_of_the_most_clients_first():
    found = [thing("stage", 4), thing("objection", 2), thing("objection", 6), thing("agreed", 1)]
    told = things_to_do([*found, thing("untouched", 5)])
    assert [(each.kind, each.count) for each in told] == [("objection", 6), ("untouched", 5), ("stage", 4)]


def test_of_equals_what_brings_a_client_back_soonest_comes_first_whatever_their_order():
    equal = [thing(kind, 3) for kind in ("stage", "objection", "overdue", "agreed", "untouched")]
    told = [each.kind for each in things_to_do(equal)]
    assert told == ["untouched", "agreed", "overdue"]
    assert told == [each.kind for each in things_to_do(equal[::-1])]


def test_nothing_is_told_without_a_call_that_shows_it_or_of_nobody():
    assert things_to_do([thing("untouched", 5, ()), thing("agreed", 0)]) == ()


def test_changes_name_the_figure_and_both_values_and_nothing_else():
    assert changes(figures(), figures()) == ()
    assert changes(figures(), figures(leads=11, total=None)) == (
        Change("leads", 10, 11),
        Change("money.total", "5000.00", None),
    )


def test_a_change_that_was_told_once_is_not_told_again():
    told = as_told(figures(), [[{"figure": "returned.paid", "was": 1, "now": 2}]])
    assert changes(told, figures(paid=2)) == ()
    assert changes(told, figures(paid=1)) == (Change("returned.paid", 2, 1),)
