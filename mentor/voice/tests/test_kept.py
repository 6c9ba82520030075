"""The voice process's desk on a real database: what was said is there whatever happens to the process."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mentor.calls.models import Call, CallState
from mentor.companies.models import Company, Engine
from mentor.core.tenancy import company_scope
from mentor.engines.persona.local.engine import LocalPersona
from mentor.engines.persona.port import Heard, answer
from mentor.engines.voice_activity.live import RATE
from mentor.knowledge import actions as knowledge
from mentor.trainer import actions, making, voiced
from mentor.trainer.models import Scenario, Talk, TalkTurn
from mentor.voice.desk import GoneError, Kept
from mentor.voice.kept import KeptTalk, folder_of, place_of, seal_left
from mentor.voice.sound import to_wire

pytestmark = pytest.mark.django_db
TONE = to_wire((np.sin(np.arange(RATE * 2) * 0.2) / 2).astype(np.float32))


@pytest.fixture
def talk(world, company, settings, tmp_path: Path) -> Talk:
    settings.TALKS_DIR = tmp_path / "talks"
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "mentor.calls.storage.DurableFileStorage",
            "OPTIONS": {"location": tmp_path / "recordings"},
        }
    }
    with company_scope(company.pk):
        knowledge.set_objections([("Дорого", "Давайте сравним, что входит в цену.")])
        making.make_all()
        scenario = Scenario.objects.get(kind="objection")
        return actions.start_talk(
            manager=world.manager, scenario=scenario, level=1, persona=LocalPersona(), seed=3
        )


def turned(desk: KeptTalk, text: str):
    opened = desk.open()
    return answer(LocalPersona(), opened.play, opened.state, Heard(text=text, seconds=2.0))


def test_a_ticket_leads_to_its_talk_and_a_forged_one_nowhere(company, talk):
    with company_scope(company.pk):
        ticket = voiced.ticket_to(talk)
    place = place_of(ticket)
    assert place is not None
    assert place.talk == talk.pk
    assert place.desk.open().lines[0].text == talk.opening
    assert place_of(ticket + "x") is None


def test_the_client_is_played_by_the_engine_that_the_company_has_chosen(company, talk, settings):
    from config import engines as configured

    assert KeptTalk(company.pk, talk.pk).open().persona.name == LocalPersona.name
    settings.LANGUAGE_MODEL = {"MENTOR_LM_URL": "http://127.0.0.1:9/v1", "MENTOR_LM_MODEL": "qwen"}
    with company_scope(company.pk):
        Company.objects.filter(pk=company.pk).update(engine=Engine.LANGUAGE_MODEL)
    try:
        assert "qwen" in KeptTalk(company.pk, talk.pk).open().persona.name
    finally:
        for one in (configured.persona, configured.language_model):
            one.cache_clear()


def test_a_turn_is_there_for_another_process_as_soon_as_it_is_kept_and_only_once(company, talk):
    desk = KeptTalk(company.pk, talk.pk)
    first = turned(desk, "Здравствуйте, это Пётр. Вам удобно говорить?")
    for _ in range(2):  # sent again after a lost answer
        desk.keep(Kept(Heard(text="Здравствуйте, это Пётр. Вам удобно говорить?"), first, 0.5, 2.5, 3.0))
    other = KeptTalk(company.pk, talk.pk).open()
    assert other.state == first.state
    with company_scope(company.pk):
        assert TalkTurn.objects.count() == 1
        assert Talk.objects.get().mode == Talk.Mode.VOICE


def test_the_recording_of_a_talk_that_ended_plays_and_leaves_nothing_behind(company, talk):
    desk = KeptTalk(company.pk, talk.pk)
    lanes = desk.lanes()
    lanes.hear(TONE)
    desk.end()
    desk.seal()
    with company_scope(company.pk):
        call = Call.objects.select_related("recording").get(purpose="training")
        assert call.recording is not None
        assert call.recording.lanes == 2
        assert call.recording.opus_name
        assert call.recording.duration_s == pytest.approx(2.0, abs=0.1)
        assert Talk.objects.get().outcome == Talk.Outcome.STOPPED
    assert not folder_of(company.pk, talk.pk).exists()


def test_sound_of_a_killed_process_is_sealed_once_its_talk_is_over_and_not_before(company, talk):
    KeptTalk(company.pk, talk.pk).lanes().hear(TONE)
    seal_left()
    assert folder_of(company.pk, talk.pk).exists()
    with company_scope(company.pk):
        actions.end_talk(talk=talk)  # by the page, or given up
    seal_left()
    with company_scope(company.pk):
        assert Call.objects.get(purpose="training").recording_id
    assert not folder_of(company.pk, talk.pk).exists()


def test_a_recording_that_comes_after_the_grade_does_not_open_the_call_anew(company, talk):
    from config import engines as configured
    from mentor.trainer.grading import grade

    desk = KeptTalk(company.pk, talk.pk)
    desk.keep(Kept(Heard(text="Здравствуйте!"), turned(desk, "Здравствуйте!"), 0.5, 1.5, 2.0))
    desk.lanes().hear(TONE)
    desk.end()
    with company_scope(company.pk):
        grade(talk=Talk.objects.get(), assessor=configured.local_assessor())
    desk.seal()
    with company_scope(company.pk):
        assert Call.objects.get(purpose="training").state in (CallState.ASSESSED, CallState.KEPT)


def test_a_talk_that_was_removed_is_gone_and_its_sound_with_it(company, talk):
    KeptTalk(company.pk, talk.pk).lanes().hear(TONE)
    with company_scope(company.pk):
        actions.forget_talk(talk=talk)
    with pytest.raises(GoneError):
        KeptTalk(company.pk, talk.pk).open()
    seal_left()
    assert not folder_of(company.pk, talk.pk).exists()
