"""Words from sound: whose they are, what is no speech, and what a person says about it afterwards."""

from __future__ import annotations

import hashlib
import wave

import numpy as np
import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from config import engines
from mentor.analysis.models import CallResult
from mentor.calls.intake import IncomingFile, SuppliedUtterance
from mentor.companies.models import AuditEntry
from mentor.core.tenancy import current_company_id
from mentor.engines.diarization.port import VoiceTurn
from mentor.engines.errors import ModelMissingError
from mentor.engines.speech_to_text.port import Segment
from mentor.engines.voice_activity.tests.sounds import RATE, line, music, noise, speech, tone
from mentor.pipeline import queue, runner, speakers
from mentor.pipeline.actions import take_in
from mentor.recovery.models import LossCase
from mentor.speech.queries import measures_of, non_speech_lanes
from tests.fixtures import LOST_TALK, SUCCESS_TALK, talk

pytestmark = pytest.mark.django_db


class Scripted:
    """Says one line of the talk for each stretch of speech that it is given."""

    name = "scripted"

    def __init__(self, lines):
        self.lines, self.asked = list(lines), []

    def transcribe(self, samples, sample_rate, *, speech=None):
        found = []
        for span in speech or ():
            self.asked.append(span)
            if self.lines:
                found.append(Segment(self.lines.pop(0), span.start, span.end))
        return tuple(found)


@pytest.fixture
def recorded(tmp_path, new_call, scope, monkeypatch):
    """Takes in a call with a recording of these lanes and works it through with a scripted recogniser."""

    def work(lanes, lines, **changes):
        recogniser = Scripted(lines)
        monkeypatch.setattr(engines, "speech_to_text", lambda: recogniser)
        path = tmp_path / "call.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(len(lanes))
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes((np.stack(lanes, axis=1) * 32_000).astype("<i2").tobytes())
        sha = hashlib.sha256(path.read_bytes()).hexdigest()
        incoming = IncomingFile(path=path, sha256=sha, size=path.stat().st_size, original_name="call.wav")
        seconds = len(lanes[0]) / RATE
        known = {"transcript": None, "recording": incoming, "duration_s": seconds} | changes
        call = take_in(new=new_call(**known)).call
        for hearing in (False, True, False):
            runner.work(current_company_id(), call.pk, hearing=hearing)
        call.refresh_from_db()
        return call, recogniser

    return work


def bursts(count, seconds=1.5, gap=1.5, offset=0.0):
    """As many stretches of a voice as there are lines."""
    said = speech()[: int(seconds * RATE)]
    parts = [noise(offset)] if offset else []
    for _ in range(count):
        parts += [said, np.zeros(int(gap * RATE), dtype=np.float32)]
    return line(*parts, noise(1))


def test_music_and_ringing_do_not_become_words(recorded):
    lane = line(tone(425, 0.8, 3.2, 3), speech()[: 2 * RATE], noise(1), music("guitar", 15), noise(1))
    silent = noise(len(lane) / RATE)
    call, recogniser = recorded([silent, lane], ["Алло, я слушаю вас."])
    kinds = [each.kind for each in non_speech_lanes(call)[1]]
    assert kinds == ["ringback", "music"]
    assert len(call.transcript.utterances) == 1
    assert call.transcript.utterances[0]["start"] == pytest.approx(12.0, abs=0.3)
    assert sum(span.end - span.start for span in recogniser.asked) < 3.5


def test_a_call_to_an_answering_machine_is_nobody_reached_and_not_the_machines_words(recorded):
    greeting = line(tone(425, 0.8, 3.2, 2), speech("ru+f2")[: 6 * RATE], noise(1), tone(1_000, 0.6, 1.0, 1))
    message = line(noise(17), speech("ru+m3")[: 3 * RATE], noise(2))
    client = line(greeting, noise(len(message) / RATE))[: len(message)]
    call, _ = recorded([message, client], ["Добрый день, это Ирина, перезвоните."])
    assert [each.kind for each in non_speech_lanes(call)[1]] == ["ringback", "voicemail", "beep"]
    assert [row["speaker"] for row in call.transcript.utterances] == ["manager"]
    assert call.state == "assessed"
    assert call.result.assessment.outcome == "not_sales"


MACHINE = "Абонент не может ответить, оставьте сообщение после сигнала."


@pytest.mark.parametrize("sides", [1, 2])
def test_a_machine_told_by_its_words_alone_leaves_none_and_nobody_was_reached(recorded, sides):
    machine = line(bursts(1), noise(9))
    message = line(noise(9), bursts(1))[: len(machine)]
    machine = machine[: len(message)]
    said = [MACHINE, "Добрый день, это Ирина, перезвоните."]
    call, _ = recorded([machine + message] if sides == 1 else [message, machine], said)
    assert [row["speaker"] for row in call.transcript.utterances] == ["manager"]
    assert "voicemail" in [each.kind for each in non_speech_lanes(call)[-1]]
    assert call.result.assessment.outcome == "not_sales"


@pytest.mark.parametrize("sides", [1, 2])
def test_a_companys_menu_that_a_person_answers_after_keeps_none_of_its_words(recorded, sides):
    menu = "Вы позвонили в компанию «Ромашка», для связи с отделом закупок нажмите один."
    said = [menu, *(text for _, text in SUCCESS_TALK)]
    if sides == 1:
        call, _ = recorded([bursts(len(said))], said)
    else:
        silent = noise(7.0)
        manager = line(silent, bursts(1))
        client = line(bursts(1), noise(10))[: len(manager)]
        call, _ = recorded([manager[: len(client)], client], [menu, "Добрый день, это Ирина, «Ясный вид»."])
    texts = [row["text"] for row in call.transcript.utterances]
    assert texts and not any("нажмите" in text for text in texts)
    assert [each.kind for each in non_speech_lanes(call)[-1]] == ["prompt"]


def test_estimated_times_are_not_spread_over_music(recorded, worked):
    lane = line(music("piano", 20), noise(1), bursts(9))
    supplied = tuple(SuppliedUtterance(row.speaker, row.text) for row in talk(LOST_TALK))
    call, _ = recorded([lane], [], transcript=supplied)
    assert call.transcript.times == "estimated"
    assert min(row["start"] for row in call.transcript.utterances) > 19.0


def test_one_lane_gets_its_speakers_by_what_is_said_and_says_how_sure_it_is(recorded):
    call, _ = recorded([bursts(len(SUCCESS_TALK))], [text for _, text in SUCCESS_TALK])
    transcript = call.transcript
    assert transcript.speakers_by == "meaning"
    assert 0.5 <= transcript.speakers_confidence <= 1.0
    assert {row["speaker"] for row in transcript.utterances} == {"manager", "client"}
    assert transcript.utterances[0]["speaker"] == "manager"


def test_a_supplied_transcript_without_speakers_gets_them_right(scope, worked):
    unknown = tuple(SuppliedUtterance("unknown", row.text, row.start, row.end) for row in talk(SUCCESS_TALK))
    transcript = worked(transcript=unknown).transcript
    assert [row["speaker"] for row in transcript.utterances] == [side for side, _ in SUCCESS_TALK]
    assert (transcript.speakers_by, transcript.times) == ("meaning", "given")
    assert transcript.speakers_confidence > 0.8


def test_speakers_that_the_telephony_names_are_no_guess(scope, worked):
    transcript = worked().transcript
    assert (transcript.speakers_by, transcript.speakers_confidence) == ("source", None)


class Voices:
    """The first voice speaks in every even stretch of three seconds, the second in every odd one."""

    name, longest = "voices", 3600.0

    def ready(self):
        return True

    def diarize(self, samples, sample_rate, voices=2):
        turns = int(len(samples) / sample_rate // 3) + 1
        return tuple(VoiceTurn(at % 2, 3.0 * at, 3.0 * at + 3.0) for at in range(turns))


def test_voices_tell_the_speakers_of_one_lane_where_an_engine_can(recorded, monkeypatch):
    monkeypatch.setattr(engines, "diarizer", Voices)
    call, _ = recorded([bursts(len(SUCCESS_TALK))], [text for _, text in SUCCESS_TALK])
    transcript = call.transcript
    assert transcript.speakers_by == "voices"
    assert [row["speaker"] for row in transcript.utterances] == [side for side, _ in SUCCESS_TALK]


def test_without_its_models_the_words_tell(recorded, monkeypatch):
    class Absent(Voices):
        def diarize(self, samples, sample_rate, voices=2):
            raise ModelMissingError("Моделей голосов нет.")

    monkeypatch.setattr(engines, "diarizer", Absent)
    call, _ = recorded([bursts(4)], [text for _, text in LOST_TALK[:4]])
    assert call.transcript.speakers_by == "meaning"


def judge(call):
    """Run the job that a swap deferred."""
    job = ProcrastinateJob.objects.get(task_name=queue.JUDGE_TASK, status="todo")
    assert job.args == {"company_id": current_company_id(), "call_id": call.pk}
    speakers.judge_anew(**job.args)
    call.refresh_from_db()


def test_swapped_speakers_are_judged_anew_audited_and_kept_as_a_version(scope, worked, world):
    call = worked()
    before = call.result.assessment
    assert speakers.swap(call=call, by=world.head.user)
    call.transcript.refresh_from_db()
    other = {"manager": "client", "client": "manager"}
    assert [row["speaker"] for row in call.transcript.utterances] == [other[side] for side, _ in LOST_TALK]
    assert call.transcript.speakers_by == "person"
    assert AuditEntry.objects.filter(action="call.speakers_swapped", user=world.head.user).count() == 1
    judge(call)
    after = CallResult.objects.get(call=call).assessment
    assert after.pk != before.pk
    assert list(call.assessments.order_by("pk").values_list("pk", flat=True)) == [before.pk, after.pk]


def test_what_a_person_says_of_the_speakers_is_not_overruled_by_the_words(scope, worked, world):
    call = worked(transcript=talk(SUCCESS_TALK))
    share, scores = measures_of(call, call.transcript).talk_share, call.result.scores
    assert share is not None
    speakers.swap(call=call, by=world.head.user)
    judge(call)
    call.transcript.refresh_from_db()
    assert measures_of(call, call.transcript).talk_share == pytest.approx(1 - share)
    assert CallResult.objects.get(call=call).scores != scores


def test_swapping_twice_gives_back_the_words_and_the_judgement(scope, worked, world):
    call = worked()
    said = call.transcript.utterances
    scores = call.result.scores
    for _ in range(2):
        speakers.swap(call=call, by=world.head.user)
        judge(call)
        ProcrastinateJob.objects.filter(task_name=queue.JUDGE_TASK).update(status="succeeded")
    call.transcript.refresh_from_db()
    assert call.transcript.utterances == said
    assert CallResult.objects.get(call=call).scores == scores


def test_swapping_opens_no_case_and_tells_nobody(scope, worked, world):
    call = worked(transcript=talk(SUCCESS_TALK))
    speakers.swap(call=call, by=world.head.user)
    judge(call)
    assert not LossCase.objects.filter(call=call).exists()


def test_a_call_that_is_not_judged_yet_waits_its_turn(scope, worked, world):
    call = worked()
    CallResult.objects.filter(call=call).delete()
    assert not speakers.swap(call=call, by=world.head.user)
    assert not ProcrastinateJob.objects.filter(task_name=queue.JUDGE_TASK).exists()
