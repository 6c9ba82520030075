"""Who speaks is told by what is said, and how sure that is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentor.engines.assessor.local.speakers import tell_speakers, tell_voices
from mentor.engines.conversation import Conversation, Utterance
from mentor.engines.profile import CompanyProfile
from mentor.engines.rubric import seed_rubric
from tests.fixtures import LOST_TALK, SUCCESS_TALK

pytestmark = pytest.mark.unit

PROFILE = CompanyProfile(
    name="Северный ветер",
    industry="окна",
    product="окна",
    manager_names=("Пётр Лунин",),
    rubric=seed_rubric(),
)
SIDES = {"success": SUCCESS_TALK, "lost": LOST_TALK}


def unlabelled(rows):
    return Conversation(tuple(Utterance("unknown", text) for _, text in rows))


@pytest.mark.parametrize("name", SIDES)
def test_turns_without_labels_get_the_right_sides(name):
    told = tell_speakers(unlabelled(SIDES[name]), PROFILE, whole_turns=True)
    assert list(told.roles) == [side for side, _ in SIDES[name]]
    assert told.confidence > 0.8


def test_labels_that_are_there_are_kept():
    call = unlabelled(LOST_TALK)
    known = replace(call.utterances[0], speaker="client")
    told = tell_speakers(replace(call, utterances=(known, *call.utterances[1:])), PROFILE, whole_turns=True)
    assert told.roles[0] == "client"


def test_words_that_say_nothing_leave_the_answer_unsure():
    empty = Conversation(tuple(Utterance("unknown", "хм") for _ in range(4)))
    assert tell_speakers(empty, PROFILE, whole_turns=True).confidence < 0.6


@pytest.mark.parametrize("whole_turns", [True, False])
def test_a_call_without_words_has_no_speakers(whole_turns):
    told = tell_speakers(Conversation(()), PROFILE, whole_turns=whole_turns)
    assert (told.roles, told.confidence) == ((), 0.5)


def test_confidence_is_a_share_and_does_not_break_on_a_long_call():
    told = tell_speakers(unlabelled(SUCCESS_TALK * 200), PROFILE, whole_turns=False)
    assert 0.5 <= told.confidence <= 1.0
    assert len(told.roles) == 200 * len(SUCCESS_TALK)


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_voices_the_managers_is_found_whichever_speaks_first(first):
    voices = [first if side == "manager" else 1 - first for side, _ in SUCCESS_TALK]
    told = tell_voices(voices, unlabelled(SUCCESS_TALK), PROFILE)
    assert list(told.roles) == [side for side, _ in SUCCESS_TALK]
    assert told.confidence > 0.9
