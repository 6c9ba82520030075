"""Works one call through its steps; decides what a failure means."""

from __future__ import annotations

import logging

from django.db import DatabaseError, InterfaceError, transaction

from config import engines
from mentor.calls.models import Call, CallState
from mentor.core.tenancy import company_scope
from mentor.engines.errors import EngineError, ModelMissingError

from . import actions, queue
from .errors import TryAgainError
from .models import Step, StepName
from .steps import STEPS, NothingToDoError

log = logging.getLogger(__name__)


def work(company_id: int, call_id: int, *, hearing: bool = False) -> None:
    """Run the call's steps from the first unfinished one. ``hearing``: this process may recognise speech.

    Quick steps that follow each other share one transaction; a slow one stands in the database as running before
    it begins. Raises ``TryAgainError`` to be run again after a pause. Safe to repeat at any point: a finished
    step is skipped.
    """
    while True:
        with company_scope(company_id):
            call = _load(call_id)
            name = actions.next_step(call) if call else None
            if call is None or name is None:
                return
            if hearing != _needs_recogniser(call, name):
                defer = queue.defer_work if hearing else queue.defer_hear
                defer(company_id=company_id, call_id=call_id)
                return
            slow = _is_slow(call, name)
            if slow:
                actions.begin(call=call, name=name)
            else:
                failure = _run_quick(call, name)
        if slow:
            failure = _run_slow(company_id, call_id, name)
        if failure is not None:
            _handle(company_id, call_id, *failure)
            return


Failure = tuple[StepName, Exception]


def _load(call_id: int) -> Call | None:
    """The call, unless it is gone or needs no work."""
    return (
        Call.objects.select_related("company", "manager", "client", "recording")
        .filter(pk=call_id)
        .exclude(state__in=(CallState.KEPT, CallState.ASSESSED))
        .first()
    )


def _needs_recogniser(call: Call, name: StepName) -> bool:
    return name == StepName.TRANSCRIBE and call.supplied_transcript is None


def _is_slow(call: Call, name: StepName) -> bool:
    waiting = engines.steps_that_wait(call.company.engine)
    slow = {StepName.FETCH, StepName.PREPARE, *(StepName(step) for step in waiting)}
    return name in slow or _needs_recogniser(call, name)


def _run_quick(call: Call, first: StepName) -> Failure | None:
    """All quick steps from ``first`` on, in the transaction that is open; what was done before a failure stays."""
    name: StepName | None = first
    while name is not None and not _is_slow(call, name) and not _needs_recogniser(call, name):
        try:
            with transaction.atomic():
                STEPS[name](call)
        except NothingToDoError:
            pass
        except (DatabaseError, InterfaceError) as error:
            raise TryAgainError(str(name)) from error
        except Exception as error:  # a step that breaks is noted with its call, whatever broke it
            return name, error
        actions.finish(call=call, name=name)
        name = actions.next_after(name)
    return None


def _run_slow(company_id: int, call_id: int, name: StepName) -> Failure | None:
    """One slow step and the note that it is done, in a transaction of its own."""
    try:
        with company_scope(company_id):
            call = Call.objects.select_related("company", "manager", "client", "recording").get(pk=call_id)
            try:
                with transaction.atomic():
                    STEPS[name](call)
            except NothingToDoError:
                pass
            actions.finish(call=call, name=name)
    except (DatabaseError, InterfaceError) as error:
        # The database may be away: nothing can be noted now, the job itself is the note.
        raise TryAgainError(str(name)) from error
    except Exception as error:  # a step that breaks is noted with its call, whatever broke it
        return name, error
    return None


def _handle(company_id: int, call_id: int, name: StepName, error: Exception) -> None:
    """Note what a failed step means: wait for a model, try again later, or ask for attention."""
    with company_scope(company_id):
        call = Call.objects.get(pk=call_id)
        if isinstance(error, ModelMissingError):
            actions.wait(call=call, name=name, why=str(error))
            return
        permanent = isinstance(error, EngineError) and error.permanent
        words = str(error)
        if not isinstance(error, EngineError):
            log.error("call %s: step %s failed", call_id, name, exc_info=error)
            words = "Внутренняя ошибка. Запись и данные звонка сохранены; подробности — в журнале сервера."
        step, created = Step.objects.get_or_create(call=call, name=name)
        if created or not _is_slow(call, name):
            step.attempts += 1
            step.save(update_fields=["attempts"])
        if permanent or step.attempts >= queue.MOST_ATTEMPTS:
            actions.give_up(call=call, name=name, error=words)
            return
        actions.note_error(call=call, name=name, error=words)
    raise TryAgainError(words)
