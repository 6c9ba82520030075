"""What an expert may say of a call."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentor.analysis.grade import Mark as Marked
from mentor.analysis.grade import NewGrade, choices, faults, picked_code, score_by_rules, stored_code
from mentor.engines.rubric import STAGES, seed_rubric

pytestmark = pytest.mark.unit
RULES = choices(seed_rubric().rules)
GOOD = NewGrade(outcome="success", scores=dict.fromkeys(STAGES, 10))
LOST = replace(GOOD, outcome="lost", lost_reason="refusal", lost_stage=4)


def told(grade):
    return [(each.field, each.code) for each in faults(grade, RULES)]


def test_a_whole_grade_has_no_faults():
    assert told(GOOD) == []
    assert told(LOST) == []
    assert told(NewGrade(outcome="not_sales", scores={})) == []


@pytest.mark.parametrize(
    ("grade", "fault"),
    [
        (replace(GOOD, scores={**GOOD.scores, "greeting": 11}), ("greeting", "out_of_range")),
        (replace(GOOD, scores={**GOOD.scores, "greeting": 7}), ("greeting", "overruled")),
        (replace(GOOD, scores={**GOOD.scores, "greeting": None}, rules=["no_hello"]), ("greeting", "rules_unscored")),
        (replace(GOOD, rules=["no_hello"]), ("greeting", "overruled")),
        (replace(GOOD, rules=["script_line_missing"]), ("rules", "unknown")),
        (replace(GOOD, marks=[Marked(False, 0, "алло", code="nothing")]), ("rules", "unknown")),
        (NewGrade(outcome="not_sales", scores={"closing": 10}), ("closing", "scored_not_sales")),
        (replace(LOST, lost_reason=""), ("lost_reason", "needed")),
        (replace(LOST, lost_stage=None), ("lost_stage", "needed")),
        (replace(GOOD, lost_stage=2), ("outcome", "only_lost")),
        (replace(GOOD, other_reasons=["refusal"]), ("outcome", "only_lost")),
    ],
)  # fmt: skip
def test_each_fault_is_named_alone(grade, fault):
    assert told(grade) == [fault]


def test_a_score_of_its_own_needs_a_reason():
    own = replace(GOOD, scores={**GOOD.scores, "greeting": 7})
    assert told(replace(own, comments={"greeting": " "})) == [("greeting", "overruled")]
    assert told(replace(own, comments={"greeting": "тон"})) == []


def test_rules_take_their_points_at_their_own_stage_and_never_below_zero():
    assert score_by_rules(RULES, {"no_hello", "no_terms"}, "greeting") == 7
    assert score_by_rules(RULES, {"no_need_question", "no_terms"}, "discovery") == 0
    assert score_by_rules(RULES, set(), "closing") == 10


def test_a_stage_that_was_not_reached_can_be_picked_where_that_happens():
    picks = [rule.code for rule in RULES if rule.code.startswith("not_reached")]
    assert picks == ["not_reached.discovery", "not_reached.presentation", "not_reached.closing"]
    rule = next(rule for rule in RULES if rule.code == "not_reached.closing")
    assert (stored_code(rule), picked_code("not_reached", 5)) == ("not_reached", rule.code)
    assert picked_code("no_hello", 1) == "no_hello"
    assert told(replace(LOST, scores={**LOST.scores, "closing": 0}, rules=[rule.code])) == []
