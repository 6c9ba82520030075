"""From a call at the door to a finished judgement: what is taken in, what is tried again, what is given up."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from mentor.analysis import actions as analysis
from mentor.analysis.models import CallResult
from mentor.calls import actions as calls
from mentor.calls.intake import IncomingFile, NewCall
from mentor.calls.models import Call, CallState, KeptReason
from mentor.companies import queries as companies
from mentor.companies.models import Member
from mentor.core.tenancy import current_company_id
from mentor.recovery import actions as recovery

from . import queue
from .models import Step, StepName, StepState

ORDER = tuple(StepName)
STEP_FAILED = "step_failed"


@dataclass(frozen=True, slots=True)
class Taken:
    """A call that is ours now. ``created`` is False where it was known already."""

    call: Call
    created: bool


@transaction.atomic
def take_in(*, new: NewCall) -> Taken:
    """Write row, recording and job together; safe to repeat. Must run in the company's scope."""
    call, created = calls.store_call(new)
    waits = new.recording_awaited and new.recording is None and new.transcript is None
    if created and call.state != CallState.KEPT and not waits:
        queue.defer_work(company_id=current_company_id(), call_id=call.pk)
    return Taken(call, created)


@transaction.atomic
def recording_came(*, call: Call, incoming: IncomingFile) -> None:
    """The recording that a call was taken in without: the call goes on. Numbers kept out of figures stay so."""
    if call.recording_id is not None or call.kept_reason not in ("", KeptReason.NO_RECORDING):
        return
    calls.attach_recording(call=call, incoming=incoming)
    queue.defer_work(company_id=current_company_id(), call_id=call.pk)


@transaction.atomic
def recording_never_came(*, call: Call) -> None:
    """A call that waited for a recording waits no longer; one may still come."""
    if call.recording_id is None and call.state == CallState.FETCHING:
        calls.give_up_recording(call=call)


@transaction.atomic
def retry(*, call: Call) -> None:
    """«Повторить»: steps that failed start anew."""
    call.steps.filter(state__in=(StepState.FAILED, StepState.WAITING)).update(
        state=StepState.PENDING, attempts=0, error=""
    )
    calls.resolve_attention(call=call, code=STEP_FAILED)
    calls.set_state(call=call, state=CallState.PROCESSING)
    queue.defer_work(company_id=current_company_id(), call_id=call.pk)


def begin(*, call: Call, name: StepName) -> Step:
    """Note that a step is tried; the attempt is counted even if this process dies at it."""
    step, _ = Step.objects.get_or_create(call=call, name=name)
    step.state, step.error = StepState.RUNNING, ""
    step.attempts += 1
    step.started_at = timezone.now()
    step.save()
    return step


def finish(*, call: Call, name: StepName) -> None:
    """Note that a step is done, together with what it wrote."""
    done = {"state": StepState.DONE, "error": "", "finished_at": timezone.now()}
    if not Step.objects.filter(call=call, name=name).update(**done):
        Step.objects.create(call=call, name=name, **done)


def wait(*, call: Call, name: StepName, why: str) -> None:
    """The step cannot go on until something outside changes; it uses up no attempts."""
    Step.objects.filter(call=call, name=name).update(state=StepState.WAITING, error=why, attempts=0)
    calls.set_state(call=call, state=CallState.WAITING_MODEL)


def note_error(*, call: Call, name: StepName, error: str) -> None:
    """A failed attempt that will be tried again."""
    Step.objects.filter(call=call, name=name).update(state=StepState.PENDING, error=error)


def give_up(*, call: Call, name: StepName, error: str) -> None:
    """The step will not be tried again by itself; the call stands in «требует внимания», its data are kept."""
    Step.objects.update_or_create(
        call=call,
        name=name,
        defaults={"state": StepState.FAILED, "error": error, "finished_at": timezone.now()},
    )
    calls.set_state(call=call, state=CallState.ATTENTION)
    calls.need_attention(call=call, code=STEP_FAILED, step=str(name), error=error)


def next_step(call: Call) -> StepName | None:
    """The first step that this call needs and that is not done, or None."""
    done = set(call.steps.filter(state=StepState.DONE).values_list("name", flat=True))
    return next((name for name in ORDER if name not in done and _needs(call, name)), None)


def next_after(name: StepName) -> StepName | None:
    """The step that follows, or None after the last."""
    place = ORDER.index(name) + 1
    return ORDER[place] if place < len(ORDER) else None


def _needs(call: Call, name: StepName) -> bool:
    """A call without a recording has nothing to fetch or prepare."""
    if name == StepName.FETCH:
        return bool(call.recording_url)
    if name == StepName.PREPARE:
        return bool(call.recording_url) or call.recording_id is not None
    return True


@transaction.atomic
def bind_manager(*, call: Call, manager: Member) -> None:
    """Say who led the call; its result and every count of it follow."""
    calls.bind_manager(call=call, manager=manager)
    if CallResult.objects.filter(call=call).exists():
        analysis.refresh_result(call=call, company=companies.company())
        recovery.follow_manager(call=call)
