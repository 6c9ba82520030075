"""Writes of judgements: the engine's assessment, and the one effective result of a call."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time

from django.db import transaction

from mentor.calls.models import Call, Purpose
from mentor.clients import actions as clients
from mentor.clients.queries import crm_contacts
from mentor.companies.models import Company
from mentor.engines.assessor.port import Assessment as Judgement
from mentor.engines.assessor.port import Moment
from mentor.engines.rubric import STAGES
from mentor.speech.models import Transcript
from mentor.speech.queries import start_of
from mentor.tallies import actions as tallies

from . import rules
from .models import Assessment, CallObjection, CallResult, Deduction, Outcome, RubricVersion

COUNTED = (Purpose.LIVE, Purpose.HISTORY)
AUTHORITY = {Assessment.Author.EXPERT: 2, Assessment.Author.HEAD: 1, Assessment.Author.AI: 0}


@transaction.atomic
def keep_assessment(
    *, call: Call, transcript: Transcript, judgement: Judgement, rubric: RubricVersion
) -> Assessment:
    """Write an engine's judgement with its deductions and objections."""
    lost = judgement.lost_at
    assessment = Assessment.objects.create(
        call=call,
        engine=judgement.engine,
        rubric=rubric,
        outcome=judgement.outcome,
        lost_reason=judgement.lost_reason or "",
        other_reasons=list(judgement.other_reasons),
        lost_stage=judgement.lost_stage,
        lost_quote=lost.quote if lost else "",
        lost_utterance=lost.utterance if lost else None,
        lost_at_s=_start(transcript, lost),
        step_agreed=judgement.next_step.agreed,
        step_what=judgement.next_step.what or "",
        step_when=judgement.next_step.when or "",
        confidence=judgement.confidence,
        **{stage: judgement.stages[stage].score for stage in STAGES},
    )
    Deduction.objects.bulk_create(
        Deduction(
            assessment=assessment,
            stage=number,
            code=each.code,
            rule=each.rule,
            points=each.points,
            quote=each.at.quote if each.at else "",
            utterance=each.at.utterance if each.at else None,
            at_s=_start(transcript, each.at),
        )
        for number, stage in enumerate(STAGES, start=1)
        for each in judgement.stages[stage].deductions
    )
    CallObjection.objects.bulk_create(
        CallObjection(
            assessment=assessment,
            quote=each.at.quote,
            utterance=each.at.utterance,
            at_s=_start(transcript, each.at),
            kind=each.kind,
            handled=each.handled,
        )
        for each in judgement.objections
    )
    return assessment


def note_confidence(assessment: Assessment, confidence: float | None) -> None:
    """How sure the engine is of a judgement that was kept before engines told it; nothing told is changed."""
    if assessment.confidence is None and confidence is not None:
        Assessment.objects.filter(pk=assessment.pk).update(confidence=confidence)


def _start(transcript: Transcript, moment: Moment | None) -> float | None:
    return start_of(transcript, moment.utterance) if moment else None


def effective(assessments: list[Assessment]) -> Assessment:
    """The one that counts: expert's grade over head's decision over the newest engine's version."""
    return max(assessments, key=lambda each: (AUTHORITY[Assessment.Author(each.author)], each.pk))


@transaction.atomic
def refresh_result(*, call: Call, company: Company) -> CallResult:
    """Choose the effective assessment and bring the counts of stages, outcomes and leads in line with it."""
    before = CallResult.objects.select_for_update(of=("self",)).filter(call=call).first()
    subtract = _counts(before)
    assessment = effective(list(call.assessments.all()))
    result, _ = CallResult.objects.update_or_create(
        call=call,
        defaults={
            "assessment": assessment,
            "purpose": call.purpose,
            "manager": call.manager,
            "client": call.client,
            "started_at": call.started_at,
            "outcome": assessment.outcome,
            "lost_stage": assessment.lost_stage,
            "scores": [getattr(assessment, stage) for stage in STAGES],
        },
    )
    count_result(result=result, company=company, instead_of=subtract)
    for client_id in {before.client_id if before else None, result.client_id}:
        if client_id is not None:
            recount_leads(client_id=client_id, company=company)
    return result


def count_result(
    *, result: CallResult, company: Company, instead_of: Counter[rules.Count] | None = None
) -> None:
    """Add what the call counts for to the day it happened, less what it counted for before."""
    day = result.started_at.astimezone(company.zone).date()
    tallies.add(day=day, counts=tallies.difference(instead_of or Counter(), _counts(result)))


def _counts(result: CallResult | None) -> Counter[rules.Count]:
    if result is None or result.purpose not in COUNTED:
        return Counter()
    return rules.counts(outcome=result.outcome, scores=result.scores, member_id=result.manager_id)


def recount_leads(*, client_id: int, company: Company) -> None:
    """The client's lead rows, from all of its sales conversations and the CRM leads that count."""
    clients.lock(client_id)
    contacts = (
        CallResult.objects.filter(client_id=client_id, purpose__in=COUNTED)
        .exclude(outcome=Outcome.NOT_SALES)
        .values_list("started_at", "manager_id")
    )
    leads: list[tuple[datetime, int | None]] = []
    if company.crm_connected_from is not None:
        since = datetime.combine(company.crm_connected_from, time(), company.zone)
        leads = crm_contacts(client_id, since)
    clients.set_leads(
        client_id=client_id,
        contacts=[
            *(clients.SalesContact(started_at, member_id) for started_at, member_id in contacts),
            *(clients.SalesContact(created_at, member_id, False) for created_at, member_id in leads),
        ],
        zone=company.zone,
        company_start=company.started_on,
    )
