"""A rehearsal from its first word to its grade: nothing said is lost, nothing counts in figures."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mentor.analysis.models import CallResult
from mentor.calls.models import Call, CallState, Purpose
from mentor.companies.models import Company
from mentor.core.problems import Problem
from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.persona.local import LocalPersona
from mentor.engines.persona.port import Heard, answer
from mentor.knowledge import actions as knowledge
from mentor.speech.models import Transcript
from mentor.tallies.models import Tally
from mentor.trainer import actions, grading, making, queries
from mentor.trainer.models import Scenario, Talk
from mentor.trainer.plays import play_of, state_of
from tests.fixtures import World

PERSONA = LocalPersona()
LINES = (
    "Здравствуйте! Меня зовут Пётр, компания «Северный ветер». Удобно говорить?",
    "Скажите, для чего вам это нужно и к какому сроку?",
    "Понятно. Предлагаю наш вариант: он стоит двадцать тысяч, гарантия год, чтобы вы не тратились на ремонт.",
)


@pytest.fixture
def scenario(scope: Company) -> Scenario:
    knowledge.set_objections(
        [("Дорого", "Понимаю. Дорого по сравнению с чем? Можно частями, без процентов.")]
    )
    making.make_all()
    return Scenario.objects.get(kind="objection")


@pytest.fixture
def talk(scenario: Scenario, world: World) -> Talk:
    return actions.start_talk(manager=world.manager, scenario=scenario, level=1, persona=PERSONA, seed=7)


def spoken(talk: Talk) -> None:
    for line in LINES:
        actions.say(talk=talk, text=line, persona=PERSONA)


def test_every_turn_is_kept_with_the_state_it_led_to(talk):
    spoken(talk)
    turns = list(talk.turns.all())
    assert [turn.manager for turn in turns] == list(LINES)
    assert all(turn.client and set(turn.shown) == {"trust", "interest", "patience", "open"} for turn in turns)
    assert state_of(Talk.objects.get(pk=talk.pk)).turn == len(LINES)


def test_a_turn_that_comes_twice_is_kept_once(talk):
    heard = Heard(LINES[0])
    turned = answer(PERSONA, play_of(talk), state_of(talk), heard)
    assert actions.keep_turn(talk=talk, heard=heard, turned=turned) is not None
    assert actions.keep_turn(talk=talk, heard=heard, turned=turned) is None
    assert talk.turns.count() == 1


def test_a_talk_that_ended_is_a_training_call_with_the_same_assessors_grade(talk):
    spoken(talk)
    actions.end_talk(talk=talk)
    grading.grade(talk=talk, assessor=LocalAssessor())
    call = Call.objects.get(talk=talk)
    assert (call.purpose, call.state, call.manager_id) == (
        Purpose.TRAINING,
        CallState.ASSESSED,
        talk.manager_id,
    )
    words = Transcript.objects.get(call=call).utterances
    assert [row["text"] for row in words if row["speaker"] == "manager"] == list(LINES)
    assert words[0] == {"speaker": "client", "text": talk.opening, "start": None, "end": None}
    assert CallResult.objects.get(call=call).scores[0] is not None


def test_every_line_of_a_talk_by_voice_has_its_place_in_the_recording(talk):
    heard = Heard(LINES[0], seconds=2.0)
    turned = answer(PERSONA, play_of(talk), state_of(talk), heard)
    actions.keep_turn(talk=talk, heard=heard, turned=turned, times=actions.Times(1.0, 3.0, 3.3))
    assert [line.start for line in grading.utterances_of(talk)] == [0.0, 1.0, 3.3]


def test_a_rehearsal_counts_in_no_figure(talk):
    spoken(talk)
    actions.end_talk(talk=talk)
    grading.grade(talk=talk, assessor=LocalAssessor())
    assert not Tally.objects.exists()
    assert queries.losses_of(talk.manager) == []


def test_a_talk_of_one_word_keeps_its_words_and_says_why_it_has_no_grade(talk):
    actions.end_talk(talk=talk)
    grading.grade(talk=talk, assessor=LocalAssessor())
    assert talk.ungraded_why
    assert Call.objects.get(talk=talk).state == CallState.KEPT


def test_nothing_can_be_said_after_the_end(talk):
    actions.end_talk(talk=talk)
    with pytest.raises(Problem):
        actions.say(talk=talk, text="Алло?", persona=PERSONA)


def test_a_new_talk_ends_the_one_that_went_on(talk, scenario, world):
    actions.start_talk(manager=world.manager, scenario=scenario, level=2, persona=PERSONA)
    talk.refresh_from_db()
    assert talk.outcome == Talk.Outcome.STOPPED


def test_a_talk_that_nobody_goes_on_with_ends(talk):
    assert actions.end_given_up(now=timezone.now()) == 0
    assert actions.end_given_up(now=timezone.now() + timedelta(hours=1)) == 1


def test_a_talk_older_than_the_company_keeps_is_forgotten_with_its_words(talk, scope):
    spoken(talk)
    actions.end_talk(talk=talk)
    grading.grade(talk=talk, assessor=LocalAssessor())
    later = timezone.now() + timedelta(days=scope.training_keep_days, minutes=1)
    assert actions.forget_old(company=scope, now=later) == 1
    assert not Talk.objects.exists()
    assert not Call.objects.exists()
    assert not Transcript.objects.exists()
