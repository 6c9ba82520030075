"""The engine is less sure where its own answers hang in the balance."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.assessor.local.confidence import confidence, margins
from mentor.engines.assessor.local.facts import BLOCK_RULES
from mentor.engines.assessor.local.scoring import score_stages

from . import talks

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def facts():
    return LocalAssessor().facts(talks.SOLD, talks.OKNA)


def told(facts):
    return confidence(facts, score_stages(facts))


def with_rules(facts, odds):
    rules = [rule for rules in BLOCK_RULES.values() for rule in rules]
    return replace(facts, missed=dict.fromkeys(rules, odds))


def test_it_is_told_with_the_judgement(facts):
    found = LocalAssessor().assess(talks.SOLD, talks.OKNA).confidence
    assert found is not None
    assert found == told(facts)
    assert 0.0 < found < 1.0


def test_a_doubtful_outcome_and_rules_on_edge_take_it_down(facts):
    sure = with_rules(replace(facts, ending=replace(facts.ending, sure=0.99)), 0.001)
    assert told(sure) > told(replace(sure, ending=replace(sure.ending, sure=0.4)))
    assert told(sure) > told(with_rules(sure, 0.2)) > told(with_rules(sure, 0.45))


def test_rules_of_a_stage_that_is_not_judged_raise_no_doubt(facts):
    edge = with_rules(facts, 0.4)
    stages = score_stages(edge)
    unjudged = {name: replace(stage, score=None, deductions=()) for name, stage in stages.items()}
    assert margins(edge, stages).rules > 0
    assert margins(edge, unjudged).rules == 0
