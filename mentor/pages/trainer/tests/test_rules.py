from __future__ import annotations

import pytest

from mentor.pages.trainer.advice import Lost, next_thing

pytestmark = pytest.mark.unit


def test_the_costliest_rule_of_the_weakest_stage_is_the_one_thing():
    lost = [Lost(1, 1, "нет имени"), Lost(4, 2, "не уточнил"), Lost(4, 5, "отмахнулся")]
    found = next_thing(lost, (9, 8, 8, 3, 8), level=1, won=False, pass_mark=7)
    assert found.lost == lost[2]


def test_lost_points_of_a_stage_that_passed_are_no_advice():
    found = next_thing([Lost(1, 1, "нет имени")], (9, 8, 8, 8, 8), level=1, won=True, pass_mark=7)
    assert found.lost is None
    assert found.harder


def test_the_hardest_client_who_agreed_leads_to_another_situation():
    found = next_thing([], (9, 9, 9, 9, 9), level=3, won=True, pass_mark=7)
    assert not found.harder
    assert "другую ситуацию" in found.text


def test_a_talk_in_which_nothing_could_be_judged_says_so():
    assert "дольше" in next_thing([], (None,) * 5, level=1, won=False, pass_mark=7).text
