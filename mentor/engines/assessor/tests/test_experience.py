"""What experts of the company graded shifts the judgement of the same phrase under the same rule, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentor.engines.assessor.local.experience import shift
from mentor.engines.assessor.local.tagger import tag_call
from mentor.engines.profile import GradedMoment, Habit

from . import talks

pytestmark = pytest.mark.unit

PHRASE = "У нас на монтаже работает бригада с допуском, каждый шов снимаем на фото."
CALL = talks.talk(
    "М: Здравствуйте, это Инна, «Светлица», удобно?",
    "К: Да.",
    f"М: {PHRASE}",
    "К: Понятно.",
)


def shifted(*graded: GradedMoment, rule: str = "no_proof") -> float:
    call = tag_call(CALL, replace(talks.OKNA, graded=graded))
    return shift(call, rule, call.of("manager"))


def test_without_grades_nothing_shifts():
    assert shifted() == 0.0


def test_a_phrase_graded_as_good_speaks_against_the_breach():
    assert shifted(GradedMoment("no_proof", PHRASE, False, "presentation")) < -1.0


def test_a_phrase_graded_as_a_breach_speaks_for_it():
    assert shifted(GradedMoment("no_proof", PHRASE, True, "presentation")) > 1.0


def test_another_rule_is_left_alone():
    assert shifted(GradedMoment("no_benefit", PHRASE, True, "presentation")) == 0.0


def test_the_same_phrase_in_other_forms_is_recognised():
    other = "На монтажах у нас бригады с допусками работают, все швы снимают на фото."
    assert shifted(GradedMoment("no_proof", other, False, "presentation")) < -1.0


def test_a_phrase_about_something_else_says_nothing():
    assert shifted(GradedMoment("no_proof", "Рассрочка на год без процентов.", False, "presentation")) == 0.0


def test_contradicting_grades_of_one_phrase_cancel_each_other():
    both = (GradedMoment("no_proof", PHRASE, False), GradedMoment("no_proof", PHRASE, True))
    assert shifted(*both) == 0.0


def habit(by_experts: int, by_engine: int, rule: str = "no_proof") -> float:
    call = tag_call(CALL, replace(talks.OKNA, habits=(Habit("no_proof", 12, by_experts, by_engine),)))
    return shift(call, rule, call.of("manager"))


def test_experts_who_are_stricter_than_the_engine_make_it_stricter():
    assert habit(9, 4) > 1.0


def test_experts_who_are_milder_make_it_milder():
    assert habit(2, 8) < -1.0


def test_a_difference_of_one_call_is_chance():
    assert habit(5, 4) == 0.0


def test_strictness_about_one_rule_leaves_the_others_alone():
    assert habit(9, 4, rule="no_benefit") == 0.0


def test_strictness_never_outweighs_everything_that_was_heard():
    assert habit(12, 0) <= 3.0
