"""A call that was judged as a loss turns out not to be one: what becomes of the client's case."""

from __future__ import annotations

from django.db.models import Min, QuerySet
from django.utils import timezone

from mentor.analysis.models import Assessment, CallResult, LostReason, Outcome
from mentor.calls.models import Call, Purpose

from . import waiting
from .models import CloseReason, LossCase, Recommendation
from .returns import close_recommendation

COUNTED = (Purpose.LIVE, Purpose.HISTORY)


def take_loss(case: LossCase, call: Call, assessment: Assessment) -> None:
    """The case stands on this lost call from now on; not saved yet."""
    case.call, case.assessment = call, assessment
    case.is_archive = call.purpose == Purpose.HISTORY
    case.lost_reason = assessment.lost_reason or LostReason.NO_NEXT_STEP
    case.lost_stage, case.quote = assessment.lost_stage, assessment.lost_quote


def withdraw(case: LossCase, result: CallResult) -> None:
    """The call of the case is no loss: the case falls back to the loss before it, or was none at all."""
    close_recommendation(case, "withdrawn")
    before = (
        _losses(case)
        .filter(started_at__gte=case.lost_at, started_at__lt=result.started_at)
        .order_by("-started_at")
        .first()
    )
    if before is None:
        case.closed_at, case.close_reason = timezone.now(), CloseReason.NOT_LOST
        case.save(update_fields=["closed_at", "close_reason"])
        return
    take_loss(case, before.call, before.assessment)
    case.save()
    advice = Recommendation.objects.filter(case=case, call=before.call, close_reason="superseded")
    if result.outcome == Outcome.SUCCESS:
        waiting.change(advice, close_reason="agreed", closed_at=result.started_at)
    else:
        waiting.change(advice, close_reason="", closed_at=None)


def begin_later(case: LossCase, result: CallResult) -> None:
    """The first call of the case is no loss, later ones are: the case begins with the first that is."""
    later = (
        _losses(case)
        .filter(started_at__gt=result.started_at, started_at__lte=case.call.started_at)
        .order_by("started_at")
        .first()
    )
    if later is None:
        return
    case.lost_at = later.started_at
    advised = case.recommendations.filter(call__started_at__gte=case.lost_at)
    case.recommended_at = advised.aggregate(first=Min("created_at"))["first"]
    case.save(update_fields=["lost_at", "recommended_at"])


def _losses(case: LossCase) -> QuerySet[CallResult]:
    return CallResult.objects.select_related("call", "assessment").filter(
        client_id=case.client_id, outcome=Outcome.LOST, purpose__in=COUNTED
    )
