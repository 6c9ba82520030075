"""«Поменять местами»: a person says that manager and client are mixed up; the call is judged anew."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError, transaction

from config import engines
from mentor.analysis import actions as analysis
from mentor.analysis import agreement_queries, grades, rubrics
from mentor.analysis.judgements import says_the_same
from mentor.analysis.models import CallResult
from mentor.calls.models import Call
from mentor.companies import queries as companies
from mentor.companies.actions import audit
from mentor.companies.models import User
from mentor.core.tenancy import company_scope, current_company_id
from mentor.engines.errors import EngineError
from mentor.knowledge import queries as knowledge
from mentor.knowledge.actions import note_changed_words
from mentor.recovery import followups
from mentor.speech import actions as speech
from mentor.speech.models import Transcript
from mentor.speech.queries import conversation_of

from . import grading, queue
from .errors import TryAgainError


@transaction.atomic
def swap(*, call: Call, by: User) -> bool:
    """Swap the sides of the call's words; whether it will be judged anew (a call not judged yet waits its turn).

    Swapping twice gives back what was. Judgements stay as versions; an expert's grade goes on counting.
    """
    rows = Transcript.objects.select_for_update(of=("self",)).select_related("call__recording")
    speech.swap_speakers(transcript=rows.get(call=call))
    note_changed_words(call)
    audit(user=by, action="call.speakers_swapped", subject=f"call:{call.pk}")
    if not CallResult.objects.filter(call=call).exists():
        return False
    queue.defer_judge(company_id=current_company_id(), call_id=call.pk)
    if followups.forget_verdict(call):
        queue.defer_followup(company_id=current_company_id(), call_id=call.pk)
    return True


def judge_anew(company_id: int, call_id: int) -> None:
    """One more version of the AI's judgement, and everything that is counted from it.

    As with all judging anew no case is opened and nobody is told (decision 2). A judgement that says the same
    is not kept twice. An engine that fails leaves the judgement that is there.
    """
    try:
        with company_scope(company_id):
            call = Call.objects.select_related("manager", "client").filter(pk=call_id).first()
            if call is not None and CallResult.objects.filter(call=call).exists():
                _judge(call)
    except (DatabaseError, InterfaceError) as error:
        raise TryAgainError("judge") from error
    except EngineError as error:
        if not error.permanent:
            raise TryAgainError(str(error)) from error


def _judge(call: Call) -> None:
    transcript = Transcript.objects.get(call=call)
    version = rubrics.current_version()
    company = companies.company()
    profile = knowledge.profile(
        company=company,
        rubric=rubrics.as_engine_rubric(version),
        with_references=engines.assessor_reads_references(company.engine),
        graded=grades.graded_moments(besides=call.pk),
        habits=agreement_queries.habits(besides=call.pk),
    )
    judgement = engines.assessor(company.engine).assess(conversation_of(call, transcript), profile)
    before = grades.ai_assessment(call)
    if before is not None and says_the_same(before, judgement):
        analysis.note_confidence(before, judgement.confidence)
        return
    with transaction.atomic():
        analysis.keep_assessment(call=call, transcript=transcript, judgement=judgement, rubric=version)
        grading.follow(call, opens=False)
