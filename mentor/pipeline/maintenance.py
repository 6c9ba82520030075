"""What runs by the clock: killed workers' jobs, calls that wait for a model, missed calls nobody returned."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from asgiref.sync import sync_to_async
from procrastinate import App
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job, Status

from config import engines
from mentor.analysis.models import Reassessment
from mentor.calls import actions as calls
from mentor.calls.models import Call, CallState, Direction, KeptReason
from mentor.calls.queries import was_told
from mentor.companies import queries as companies
from mentor.core.tenancy import company_scope, current_company_id

from . import actions, queue, reassess
from .models import StepName, StepState

log = logging.getLogger(__name__)
HEARTBEAT_SECONDS = 5.0
STALLED_SECONDS = 20.0
# The recogniser's process runs when nothing else wants the processor: on a busy machine it is heard of late.
STALLED_GIVING_WAY_SECONDS = 120.0
MOST_DEATHS = 5
UNRETURNED_MINUTES = 30
UNRETURNED = "missed_unreturned"
WAKE_BATCH = 500


async def bring_back(app: App) -> int:
    """Run again the jobs whose worker died; one that outlived too many workers is given up. Returns how many."""
    stalled = await _stalled(app)
    for job in stalled:
        if job.attempts >= MOST_DEATHS and job.task_name in GRAVES:
            await sync_to_async(GRAVES[job.task_name])(job)
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
        else:
            log.warning("job %s (%s) lost its worker: running it again", job.id, job.task_name)
            await _again(app, job)
    return len(stalled)


async def _stalled(app: App) -> list[Job]:
    silent = app.job_manager.get_stalled_jobs
    found = {job.id: job for job in await silent(seconds_since_heartbeat=STALLED_GIVING_WAY_SECONDS)}
    for name in queue.ALL:
        if name != queue.SPEECH:
            jobs = await silent(queue=name, seconds_since_heartbeat=STALLED_SECONDS)
            found |= {job.id: job for job in jobs}
    return list(found.values())


async def _again(app: App, job: Job) -> None:
    """Where the next job of the same work waits already, that one does it: two may not wait."""
    try:
        await app.job_manager.retry_job(job)
    except UniqueViolation:
        await app.job_manager.finish_job(job, status=Status.ABORTED, delete_job=False)


def _bury(job: Job) -> None:
    """The call of a job that kills its workers stands in «требует внимания»."""
    ids = cast(dict[str, int], job.task_kwargs)
    with company_scope(ids["company_id"]):
        call = Call.objects.filter(pk=ids["call_id"]).first()
        name = actions.next_step(call) if call else None
        if call is not None and name is not None:
            actions.give_up(
                call=call,
                name=name,
                error="Обработка несколько раз обрывалась вместе с процессом. Запись сохранена; проверьте её и "
                "нажмите «Повторить».",
            )


def _stop_reassessment(job: Job) -> None:
    """A batch that kills its workers ends the re-assessment: what was judged stays, the next start goes on."""
    ids = cast(dict[str, int], job.task_kwargs)
    with company_scope(ids["company_id"]):
        going = Reassessment.objects.filter(pk=ids["reassessment_id"]).first()
        if going is not None:
            reassess.cancel(reassessment=going, by=None)


# What becomes of a job that outlived too many workers, by its task.
GRAVES: dict[str, Callable[[Job], None]] = {
    queue.WORK_TASK: _bury,
    queue.HEAR_TASK: _bury,
    queue.REASSESS_TASK: _stop_reassessment,
}


def wake_waiting() -> int:
    """Defer the calls that wait for a recogniser whose model is there now; returns how many."""
    waiting = Call.objects.filter(state=CallState.WAITING_MODEL).order_by("started_at")
    if not waiting.exists() or not engines.speech_is_ready():
        return 0
    found = list(waiting[:WAKE_BATCH])
    for call in found:
        call.steps.filter(name=StepName.TRANSCRIBE, state=StepState.WAITING).update(
            state=StepState.PENDING, error=""
        )
        calls.set_state(call=call, state=CallState.PROCESSING)
        queue.defer_work(company_id=current_company_id(), call_id=call.pk)
    return len(found)


def show_unreturned(*, now: datetime) -> None:
    """Inbound missed calls of the last days that no call to or from this client followed in 30 working minutes."""
    time = companies.working_time(companies.company())
    missed = Call.objects.filter(
        state=CallState.KEPT,
        kept_reason=KeptReason.MISSED,
        direction=Direction.IN,
        purpose="live",
        client__isnull=False,
        started_at__range=(now - timedelta(days=7), now),
    )
    for call in missed:
        returned = (
            Call.objects.filter(client=call.client, started_at__gt=call.started_at)
            .exclude(kept_reason=KeptReason.MISSED)
            .exists()
        )
        if returned:
            calls.resolve_attention(call=call, code=UNRETURNED)
        elif time.add_minutes(call.started_at, UNRETURNED_MINUTES) < now and not was_told(
            call=call, code=UNRETURNED
        ):
            # what a person has hidden must not come back with the next sweep
            calls.need_attention(call=call, code=UNRETURNED, phone=call.client_phone)
