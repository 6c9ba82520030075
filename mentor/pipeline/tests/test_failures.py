"""What happens to a call when something goes wrong on its way."""

from __future__ import annotations

import io
import wave
from datetime import timedelta
from typing import cast

import numpy as np
import pytest
from asgiref.sync import async_to_sync
from django.db.models import QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob

from config import engines
from mentor.analysis.models import CallResult
from mentor.calls.intake import IncomingFile
from mentor.calls.models import AttentionItem, CallState
from mentor.companies.models import Company
from mentor.core.tenancy import company_scope
from mentor.engines.errors import EngineError
from mentor.engines.speech_to_text.port import Segment
from mentor.pipeline import actions, maintenance, queue, runner, steps
from mentor.pipeline.errors import TryAgainError
from mentor.pipeline.models import Step, StepName, StepState
from mentor.pipeline.queue import HEAR_TASK, LOOK_AFTER_TASK, WORK_TASK
from mentor.speech.models import Transcript

pytestmark = pytest.mark.django_db


class ScriptedRecogniser:
    """Hears one sentence in each lane; the contract of the recogniser port."""

    name = "scripted"
    here = False

    def ready(self) -> bool:
        return self.here

    def transcribe(self, samples, sample_rate, *, speech=None):
        from mentor.engines.errors import ModelMissingError

        if not self.here:
            raise ModelMissingError("Модели нет на этой машине.")
        assert samples.dtype == np.float32
        return (Segment("добрый день слушаю вас", 0.2, 1.0),)


@pytest.fixture
def recogniser(monkeypatch) -> ScriptedRecogniser:
    made = ScriptedRecogniser()
    monkeypatch.setattr(engines, "speech_to_text", lambda: made)
    return made


@pytest.fixture
def recording(tmp_path) -> IncomingFile:
    import hashlib

    tone = (np.sin(np.arange(16_000) / 5) * 8_000).astype("<i2")
    lanes = np.stack([tone, np.roll(tone, 4_000) // 4 * 3], axis=1)
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(8_000)
        out.writeframes(lanes.tobytes())
    path = tmp_path / "call.wav"
    path.write_bytes(buffer.getvalue())
    return IncomingFile(path, hashlib.sha256(buffer.getvalue()).hexdigest(), path.stat().st_size, "call.wav")


def test_a_call_without_words_waits_for_the_model_and_goes_on_by_itself(
    scope, new_call, recording, recogniser
):
    call = actions.take_in(new=new_call(transcript=None, recording=recording)).call
    runner.work(scope.pk, call.pk)
    assert ProcrastinateJob.objects.filter(queue_name=queue.SPEECH, args__call_id=call.pk).exists()
    runner.work(scope.pk, call.pk, hearing=True)
    call.refresh_from_db()
    assert call.state == CallState.WAITING_MODEL
    assert maintenance.wake_waiting() == 0
    recogniser.here = True
    assert maintenance.wake_waiting() == 1
    runner.work(scope.pk, call.pk, hearing=True)
    transcript = Transcript.objects.get(call=call)
    assert transcript.source == "scripted"
    assert {row["speaker"] for row in transcript.utterances} == {"manager", "client"}


def test_a_passing_error_is_tried_again_and_the_sixth_is_given_up(scope, new_call, monkeypatch):
    def fails(_call):
        raise EngineError("Сервис не ответил.", permanent=False)

    monkeypatch.setitem(steps.STEPS, StepName.ASSESS, fails)
    call = actions.take_in(new=new_call()).call
    for _ in range(queue.MOST_ATTEMPTS - 1):
        with pytest.raises(TryAgainError):
            runner.work(scope.pk, call.pk)
    step = Step.objects.get(call=call, name=StepName.ASSESS)
    assert (step.state, step.error) == (StepState.PENDING, "Сервис не ответил.")
    runner.work(scope.pk, call.pk)
    call.refresh_from_db()
    assert call.state == CallState.ATTENTION
    assert AttentionItem.objects.get(call=call).details["error"] == "Сервис не ответил."


def test_a_permanent_error_asks_for_attention_at_once_and_repeat_starts_anew(scope, new_call, monkeypatch):
    def fails(_call):
        raise EngineError("Запись не читается.", permanent=True)

    with monkeypatch.context() as patch:
        patch.setitem(steps.STEPS, StepName.ASSESS, fails)
        call = actions.take_in(new=new_call()).call
        runner.work(scope.pk, call.pk)
    call.refresh_from_db()
    assert call.state == CallState.ATTENTION
    actions.retry(call=call)
    runner.work(scope.pk, call.pk)
    call.refresh_from_db()
    assert call.state == CallState.ASSESSED
    assert AttentionItem.objects.filter(call=call, resolved_at=None).count() == 0


def test_an_unexpected_error_keeps_what_was_done_and_says_so(scope, new_call, monkeypatch):
    def breaks(_call):
        raise ZeroDivisionError

    monkeypatch.setitem(steps.STEPS, StepName.RECOVER, breaks)
    call = actions.take_in(new=new_call()).call
    with pytest.raises(TryAgainError):
        runner.work(scope.pk, call.pk)
    assert CallResult.objects.filter(call=call).exists()
    assert "данные звонка сохранены" in Step.objects.get(call=call, name=StepName.RECOVER).error


def test_a_stuck_call_does_not_stop_the_next_one(scope, worked, new_call, monkeypatch):
    first = actions.take_in(new=new_call()).call

    def stuck(call):
        return 1 / 0 if call.pk == first.pk else steps.recover(call)

    monkeypatch.setitem(steps.STEPS, StepName.RECOVER, stuck)
    with pytest.raises(TryAgainError):
        runner.work(scope.pk, first.pk)
    assert worked(client_phone="+79000000777").state == CallState.ASSESSED


def test_an_inbound_missed_call_nobody_returned_is_shown_until_somebody_does(scope, new_call, worked):
    noon = timezone.now() - timedelta(days=4)
    actions.take_in(new=new_call(direction="in", missed=True, transcript=None, started_at=noon))
    maintenance.show_unreturned(now=timezone.now())
    assert AttentionItem.objects.get(resolved_at=None).code == maintenance.UNRETURNED
    worked(started_at=noon + timedelta(days=1))
    maintenance.show_unreturned(now=timezone.now())
    assert not AttentionItem.objects.filter(resolved_at=None).exists()


def jobs(company: Company) -> QuerySet[ProcrastinateJob]:
    """The company's own: the queue's tables are not emptied between tests."""
    return ProcrastinateJob.objects.filter(args__company_id=company.pk)


def die(company: Company, task: str = WORK_TASK, attempts: int = 1, seconds_ago: int = 3_600) -> None:
    """A worker took the job and was not heard of since."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))"
            " RETURNING id",
            [seconds_ago],
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s WHERE id = %s",
            [worker, attempts, jobs(company).get(task_name=task).pk],
        )


def bring_back() -> None:
    with app.replace_connector(cast(DjangoConnector, app.connector).get_worker_connector()) as worker_app:

        async def once() -> None:
            async with worker_app.open_async():
                await maintenance.bring_back(worker_app)

        async_to_sync(once)()


@pytest.mark.django_db(transaction=True)
def test_a_dead_worker_whose_job_waits_again_already_holds_back_no_other(company, new_call, transactional_db):
    queue.defer_look_after(company_id=company.pk)
    die(company, LOOK_AFTER_TASK)
    with company_scope(company.pk):
        actions.take_in(new=new_call())
    die(company)
    queue.defer_look_after(company_id=company.pk)
    bring_back()
    states = sorted(jobs(company).values_list("task_name", "status"))
    assert states == [(LOOK_AFTER_TASK, "aborted"), (LOOK_AFTER_TASK, "todo"), (WORK_TASK, "todo")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("task", "silent_s", "status"),
    [(WORK_TASK, 60, "todo"), (HEAR_TASK, 60, "doing"), (HEAR_TASK, 180, "todo"), (WORK_TASK, 10, "doing")],
)
def test_the_recogniser_that_gives_way_on_a_busy_machine_is_not_taken_for_dead(
    company, new_call, transactional_db, task, silent_s, status
):
    with company_scope(company.pk):
        call = actions.take_in(new=new_call()).call
        if task == HEAR_TASK:
            queue.defer_hear(company_id=company.pk, call_id=call.pk)
    die(company, task, seconds_ago=silent_s)
    bring_back()
    assert jobs(company).get(task_name=task).status == status


@pytest.mark.django_db(transaction=True)
def test_the_job_of_a_dead_worker_runs_again_and_is_buried_after_five_deaths(
    company, new_call, transactional_db
):
    with company_scope(company.pk):
        call = actions.take_in(new=new_call()).call

    die(company)
    bring_back()
    assert jobs(company).get(task_name=WORK_TASK).status == "todo"
    die(company, attempts=maintenance.MOST_DEATHS)
    bring_back()
    assert jobs(company).get(task_name=WORK_TASK).status == "failed"
    with company_scope(company.pk):
        call.refresh_from_db()
        assert call.state == CallState.ATTENTION
        assert "обрывалась" in AttentionItem.objects.get(call=call).details["error"]
