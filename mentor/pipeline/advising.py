"""What the adviser is asked: the loss, what this company knows, and what its head has corrected."""

from __future__ import annotations

from dataclasses import replace

from config import engines
from mentor.analysis import rubrics
from mentor.analysis.judgements import judgement_of
from mentor.calls.models import Call
from mentor.companies import queries as companies
from mentor.engines.adviser.port import Advice, LostCall
from mentor.knowledge import queries as knowledge
from mentor.recovery import corrections
from mentor.recovery import texts as recovery
from mentor.recovery.models import LossCase
from mentor.speech.models import Transcript
from mentor.speech.queries import conversation_of, conversations_before


def advice_for(case: LossCase, call: Call) -> Advice:
    """What to say to the client of this case, lost in this call. Raises ``EngineError``."""
    conversation = conversation_of(call, Transcript.objects.get(call=call))
    if case.manager is not None:  # who will call back introduces themselves, not who lost the client
        conversation = replace(conversation, manager_name=case.manager.name)
    rubric = rubrics.as_engine_rubric(rubrics.current_version())
    lost = LostCall(
        conversation,
        judgement_of(case.assessment),
        conversations_before(call),
        others=recovery.texts_of_others(case),
    )
    company = companies.company()
    profile = knowledge.profile(company=company, rubric=rubric, near=lost.words)
    return engines.adviser(company.engine).advise(
        lost, replace(profile, corrections=corrections.in_force(case))
    )
