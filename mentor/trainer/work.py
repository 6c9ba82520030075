"""What the trainer's jobs do with the engines that config names."""

from __future__ import annotations

from config import engines
from mentor.core.tenancy import company_scope
from mentor.engines.errors import EngineError
from mentor.pipeline import steps
from mentor.pipeline.errors import TryAgainError

from .grading import grade as grade_talk
from .models import Talk


def grade(company_id: int, talk_id: int) -> None:
    """Grade once; where the chosen assessor fails for now, the local one does it: a manager waits for the grade."""
    with company_scope(company_id):
        talk = Talk.objects.select_related("call__recording").filter(pk=talk_id).first()
        if talk is None:
            return
        try:
            grade_talk(talk=talk, assessor=engines.assessor())
        except EngineError:
            grade_talk(talk=talk, assessor=engines.local_assessor())
    try:
        _prepare_sound(company_id, talk_id)
    except EngineError as error:
        if error.permanent:
            return
        raise TryAgainError(str(error)) from error


def _prepare_sound(company_id: int, talk_id: int) -> None:
    with company_scope(company_id):
        talk = Talk.objects.select_related("call__recording").filter(pk=talk_id).first()
        if talk is None or talk.call is None:
            return
        try:
            steps.prepare(talk.call)
        except steps.NothingToDoError:
            return
