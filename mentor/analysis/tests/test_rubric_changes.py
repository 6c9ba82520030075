"""What a version of the rubric changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentor.analysis.rubric_changes import changes, faults, next_code, with_added
from mentor.engines.rubric import Rule, seed_rubric

pytestmark = pytest.mark.unit
RULE = Rule("no_hello", "greeting", "не поздоровался", 3, "no_hello")
OWN = Rule("company_1", "closing", "не закрепил цену", 1, "must_say", ("цена ваша",))


def test_a_version_differs_from_itself_in_nothing():
    rules = seed_rubric().rules
    assert changes(rules, tuple(reversed(rules))) == []


def test_each_difference_is_told_once():
    after = [replace(RULE, points=2, wording="молчал", enabled=False), OWN]
    found = changes([RULE, replace(OWN, code="company_9")], after)
    assert [each.kind for each in found] == ["switched_off", "wording", "points", "added", "removed"]
    assert (found[2].before, found[2].after) == ("3", "2")


def test_changed_examples_are_told():
    assert [each.kind for each in changes([OWN], [replace(OWN, examples=("другое",))])] == ["examples"]


def test_what_cannot_be_saved_is_named():
    rules = [replace(RULE, wording=" "), replace(RULE, points=0), replace(OWN, examples=())]
    assert [(each.field, each.code) for each in faults(rules)] == [
        ("wording", "empty"),
        ("points", "out_of_range"),
        ("examples", "needed"),
    ]
    assert faults(seed_rubric().rules) == []


def test_a_code_is_never_used_twice():
    assert next_code(["no_hello", "company_2", "company_10", "company_x"]) == "company_11"
    assert next_code([]) == "company_1"


def test_a_new_rule_stands_after_those_of_its_stage():
    rules = with_added(seed_rubric().rules, replace(OWN, stage="discovery"))
    at = [rule.code for rule in rules].index("company_1")
    assert rules[at - 1].stage in ("greeting", "discovery", "presentation", "objections")
    assert len(rules) == len(seed_rubric().rules) + 1
    assert with_added([], OWN) == [OWN]
