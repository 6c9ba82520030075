"""An expert's grade counts: the figures, the client's case and its recommendation follow."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError, transaction

from mentor.analysis import actions as analysis
from mentor.analysis import grades
from mentor.analysis.grade import NewGrade
from mentor.analysis.models import CallResult, Grade, Outcome, RubricVersion
from mentor.calls import actions as calls
from mentor.calls.models import Call
from mentor.companies import queries as companies
from mentor.companies.models import User
from mentor.core.tenancy import company_scope, current_company_id
from mentor.engines.errors import EngineError
from mentor.recovery import actions as recovery
from mentor.recovery import followups
from mentor.speech.models import Transcript

from . import queue, steps
from .actions import STEP_FAILED
from .errors import TryAgainError


@dataclass(frozen=True, slots=True)
class Graded:
    """What a grade changed: the outcome that counted before and counts now."""

    grade: Grade
    before: str
    after: str

    @property
    def no_longer_lost(self) -> bool:
        """The recommendation is withdrawn and the loss is not counted."""
        return self.before == Outcome.LOST != self.after

    @property
    def newly_lost(self) -> bool:
        """The client's case is opened or continued, a recommendation is being written."""
        return self.after == Outcome.LOST != self.before


@transaction.atomic
def keep(*, call: Call, grade: NewGrade, rubric: RubricVersion, by: User) -> Graded:
    """Keep one more version of the call's grade; everything counted from the call follows. Checks nothing."""
    transcript = Transcript.objects.get(call=call)
    before = CallResult.objects.filter(call=call).values_list("outcome", flat=True).first() or ""
    kept = grades.keep_grade(call=call, transcript=transcript, grade=grade, rubric=rubric, by=by)
    follow(call)
    return Graded(kept, before, kept.assessment.outcome)


def follow(call: Call, *, opens: bool = True) -> CallResult:
    """Bring everything that is derived from the call's effective assessment in line with it.

    ``opens=False``: past calls judged anew open no case and cause no recommendation (decision 2).
    """
    company = companies.company()
    result = analysis.refresh_result(call=call, company=company)
    case = recovery.apply_result(call=call, result=result, company=company, opens=opens)
    if case is not None and opens:
        queue.defer_advise(company_id=current_company_id(), call_id=call.pk)
    if followups.waits(call):
        queue.defer_followup(company_id=current_company_id(), call_id=call.pk)
    return result


def advise(company_id: int, call_id: int) -> None:
    """Write the recommendation of a call that was judged as lost later than it was worked through."""
    with company_scope(company_id):
        call = Call.objects.select_related("manager", "client").filter(pk=call_id).first()
        if call is None:
            return
        try:
            with transaction.atomic():
                steps.write_advice(call)
        except EngineError as error:
            if not error.permanent:
                raise TryAgainError(str(error)) from error
            calls.need_attention(call=call, code=STEP_FAILED, step="advise", error=str(error))
        except (DatabaseError, InterfaceError) as error:
            raise TryAgainError(str(error)) from error
