"""A later call is judged by meaning against what was recommended, whether or not anybody marked anything."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError, transaction

from config import engines
from mentor.analysis import rubrics
from mentor.calls.models import Call
from mentor.companies import queries as companies
from mentor.core.tenancy import company_scope
from mentor.engines.errors import EngineError
from mentor.knowledge import queries as knowledge
from mentor.recovery import followups
from mentor.recovery.followups import Question

from .errors import TryAgainError


def judge(call: Call) -> int:
    """Judge what this call answers, and later calls whose match it changed; how many verdicts were given.

    Raises ``EngineError`` where an engine may do better later. What no engine can ever judge is kept unjudged.
    """
    questions = followups.to_judge(call)
    if not questions:
        return 0
    rubric = rubrics.as_engine_rubric(rubrics.current_version())
    company = companies.company()
    profile = knowledge.profile(company=company, rubric=rubric, with_references=False)
    engine = engines.judge(company.engine)

    def answer(question: Question) -> None:
        try:
            verdict = engine.judge(question.text, question.conversation, profile)
        except EngineError as error:
            if not error.permanent:
                raise
            followups.keep_unjudged(question, str(error))
        else:
            followups.keep_verdict(question, verdict)

    for question in questions:
        answer(question)
    return len(questions)


def judge_again(company_id: int, call_id: int) -> None:
    """A job: judge a call whose outcome, words or binding were changed after it had been worked through."""
    try:
        with company_scope(company_id):
            call = Call.objects.filter(pk=call_id).first()
            if call is not None:
                with transaction.atomic():
                    judge(call)
    except (DatabaseError, InterfaceError) as error:
        raise TryAgainError("followup") from error
    except EngineError as error:
        raise TryAgainError(str(error)) from error
