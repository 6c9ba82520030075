"""Works one call through its steps; decides what a failure means."""

from __future__ import annotations

import logging

from django.db import DatabaseError, InterfaceError, transaction

from mentor.calls.models import Call, CallState
from mentor.core.tenancy import company_scope
from mentor.engines.errors import EngineError, ModelMissingError

from . import actions, queue
from .errors import TryAgainError
from .models import Step, StepName
from .steps import STEPS, NothingToDoError

log = logging.getLogger(__name__)
# Each of these runs long outside of a transaction: what is tried must be visible meanwhile.
SLOW = frozenset({StepName.FETCH, StepName.PREPARE, StepName.TRANSCRIBE})


def work(company_id: int, call_id: int, *, hearing: bool = False) -> None:
    """Run the call's steps from the first unfinished one. ``hearing``: this process may recognise speech.

    Raises ``TryAgainError`` to be run again after a pause. Safe to repeat at any point: a finished step is skipped.
    """
    while True:
        with company_scope(company_id):
            call = _load(call_id)
            name = actions.next_step(call) if call else None
            if call is None or name is None:
                return
            if name == StepName.TRANSCRIBE and not hearing and _needs_recogniser(call):
                queue.defer_hear(company_id=company_id, call_id=call_id)
                return
            if hearing and name != StepName.TRANSCRIBE:
                queue.defer_work(company_id=company_id, call_id=call_id)
                return
        if not _run(company_id, call_id, name):
            return


def _load(call_id: int) -> Call | None:
    """The call, unless it is gone or needs no work."""
    return (
        Call.objects.select_related("manager", "client", "recording")
        .filter(pk=call_id)
        .exclude(state__in=(CallState.KEPT, CallState.ASSESSED))
        .first()
    )


def _needs_recogniser(call: Call) -> bool:
    return call.supplied_transcript is None


def _run(company_id: int, call_id: int, name: StepName) -> bool:
    """Run one step; True where the next may follow."""
    try:
        if name in SLOW:
            with company_scope(company_id):
                actions.begin(call=Call(pk=call_id), name=name)
        _do(company_id, call_id, name)
    except ModelMissingError as missing:
        with company_scope(company_id):
            actions.wait(call=Call.objects.get(pk=call_id), name=name, why=str(missing))
        return False
    except EngineError as error:
        return _failed(company_id, call_id, name, str(error), permanent=error.permanent)
    except (DatabaseError, InterfaceError) as error:
        # The database may be away: nothing can be noted now, the job itself is the note.
        raise TryAgainError(str(name)) from error
    except Exception:
        log.exception("call %s: step %s failed", call_id, name)
        return _failed(
            company_id,
            call_id,
            name,
            "Внутренняя ошибка. Запись и данные звонка сохранены; подробности — в журнале сервера.",
            permanent=False,
        )
    return True


def _do(company_id: int, call_id: int, name: StepName) -> None:
    """The step itself and the note that it is done, in one transaction.

    Reading, decoding and recognising hold no row locks, so other calls go on.
    """
    with company_scope(company_id):
        call = Call.objects.select_related("manager", "client", "recording").get(pk=call_id)
        try:
            with transaction.atomic():
                STEPS[name](call)
        except NothingToDoError:
            pass
        actions.finish(call=call, name=name)


def _failed(company_id: int, call_id: int, name: StepName, error: str, *, permanent: bool) -> bool:
    with company_scope(company_id):
        call = Call.objects.get(pk=call_id)
        step, _ = Step.objects.get_or_create(call=call, name=name)
        if name not in SLOW:
            step.attempts += 1
            step.save(update_fields=["attempts"])
        if permanent or step.attempts >= queue.MOST_ATTEMPTS:
            actions.give_up(call=call, name=name, error=error)
            return False
        actions.note_error(call=call, name=name, error=error)
    raise TryAgainError(error)
