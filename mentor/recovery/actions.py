"""Writes of loss cases, recommendations and follow-ups; steps by the figures' «Losses and returns»."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from mentor.analysis.models import Assessment, CallResult, Outcome
from mentor.calls.models import Call, Purpose
from mentor.clients import actions as clients
from mentor.clients.models import Client, Deal
from mentor.clients.payments import recount_deal
from mentor.companies.absences import own_time
from mentor.companies.models import Company, Member
from mentor.engines.adviser.port import Advice

from . import waiting
from .counting import recount
from .followups import note_follow_up
from .models import LossCase, Recommendation, RecommendationVersion
from .returns import CONVERSATIONS, close_recommendation, refresh_returns
from .withdrawal import begin_later, take_loss, withdraw


@transaction.atomic
def apply_result(*, call: Call, result: CallResult, company: Company, opens: bool = True) -> LossCase | None:
    """Work one judged call into the client's case; returns the case that now needs a recommendation, if any.

    Safe to repeat: everything is found again by call and client. Calls may arrive late and out of order. Judging
    past calls anew opens no case and continues none (``opens=False``); it may end one.
    """
    if call.client_id is None or call.purpose not in (Purpose.LIVE, Purpose.HISTORY):
        return None
    client = clients.lock(call.client_id)
    case = LossCase.objects.filter(client=client, closed_at=None).first()
    _note_follow_up(case=case, result=result)
    stands_on_it = case is not None and case.call_id == call.pk
    if result.outcome == Outcome.LOST:
        if (opens or stands_on_it) and not _overtaken(call, client):
            case = _lose(case=case, client=client, call=call, assessment=result.assessment)
    elif case is not None and stands_on_it:
        withdraw(case, result)
    elif case is not None and case.lost_at == call.started_at:
        begin_later(case, result)
    refresh_returns(client=client, company=company)
    recount(client, company)
    return _needing_advice(call) if opens else None


def _needing_advice(call: Call) -> LossCase | None:
    case = LossCase.objects.filter(call=call, closed_at=None, is_archive=False).first()
    if case is None or Recommendation.objects.filter(case=case, call=call).exists():
        return None
    return case


def _overtaken(call: Call, client: Client) -> bool:
    """A late older call: the client has agreed or was lost again since, so this loss opens nothing."""
    return CallResult.objects.filter(
        client=client,
        started_at__gt=call.started_at,
        outcome__in=CONVERSATIONS,
        purpose__in=("live", "history"),
    ).exists()


def _lose(*, case: LossCase | None, client: Client, call: Call, assessment: Assessment) -> LossCase:
    if case is None:
        case = LossCase(client=client, manager=call.manager, lost_at=call.started_at)
    elif case.call_id != call.pk:
        close_recommendation(case, "superseded", call.started_at)
    take_loss(case, call, assessment)
    case.manager = case.manager or call.manager
    case.save()
    return case


def _note_follow_up(*, case: LossCase | None, result: CallResult) -> None:
    """A conversation of any manager after the recommendation was written answers it; agreement ends it."""
    followup = note_follow_up(result)
    if followup is None or case is None or not followup.agreed:
        return
    newest = Recommendation.objects.filter(case=case).order_by("-created_at", "-pk").first()
    if newest is not None and newest.pk == followup.recommendation_id:
        close_recommendation(case, "agreed", result.started_at)


@transaction.atomic
def keep_advice(
    *, case: LossCase, call: Call, advice: Advice, company: Company, now: datetime
) -> Recommendation | None:
    """Write the recommendation of a lost call, with its due time; None where the case is over or has it already."""
    clients.lock(case.client_id)
    case.refresh_from_db()
    if case.closed_at or case.call_id != call.pk or case.recommendations.filter(call=call).exists():
        return None
    close_recommendation(case, "superseded", now)
    recommendation = Recommendation.objects.create(
        case=case,
        call=call,
        manager=case.manager,
        created_at=now,
        due_at=own_time(company, case.manager, now.date()).add_days(now, company.recommendation_due_days),
    )
    waiting.count_new(recommendation)
    add_version(recommendation=recommendation, advice=advice, now=now)
    if case.recommended_at is None:
        case.recommended_at = now
        case.save(update_fields=["recommended_at"])
    recount(case.client, company)
    return recommendation


def add_version(
    *, recommendation: Recommendation, advice: Advice, now: datetime, author: Member | None = None
) -> RecommendationVersion:
    """A new text; earlier ones stay."""
    last = recommendation.versions.aggregate(last=Max("number"))["last"] or 0
    return RecommendationVersion.objects.create(
        recommendation=recommendation,
        number=last + 1,
        why=advice.why,
        say=advice.say,
        engine=advice.engine,
        author=author,
        created_at=now,
        sources=[asdict(source) for source in advice.sources],
    )


@transaction.atomic
def follow_manager(*, call: Call) -> None:
    """The lost call turned out to be another manager's: a case that nobody owned goes to that manager."""
    case = LossCase.objects.filter(call=call, closed_at=None, manager=None).first()
    if case is None or call.manager is None:
        return
    clients.lock(case.client_id)
    company = Company.objects.get()
    case.manager = call.manager
    case.save(update_fields=["manager"])
    waiting.change(Recommendation.objects.filter(case=case, closed_at=None), manager=call.manager)
    recount(case.client, company)


def note_seen(*, recommendation: Recommendation, at: datetime | None = None) -> None:
    """Its manager has opened it; the first time stays."""
    Recommendation.objects.filter(pk=recommendation.pk, seen_at=None).update(seen_at=at or timezone.now())


@transaction.atomic
def mark(*, recommendation: Recommendation, kind: str, at: datetime | None = None) -> None:
    """The manager says it is done; without a call it stays «отмечено, звонка нет»."""
    unmarked = Recommendation.objects.filter(pk=recommendation.pk, marked_at=None)
    waiting.change(unmarked, marked_at=at or timezone.now(), mark=kind)


@transaction.atomic
def apply_payment(*, deal: Deal, company: Company) -> None:
    """A payment of this deal was written, confirmed or given back: recount the deal and the client's returns."""
    client = clients.standing(clients.lock(deal.client_id))
    recount_deal(deal=deal, zone=company.zone)
    refresh_returns(client=client, company=company)
    recount(client, company)
