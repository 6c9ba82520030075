"""The cases of two clients who turn out to be one, drawn anew from all of their losses and purchases.

A loss while a case is open continues it; a purchase closes the case, and what is lost from then on opens the next.
So one client's purchase may part the other's case in two, and two open cases become one.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from mentor.analysis.models import CallResult, Outcome
from mentor.calls.models import Purpose
from mentor.clients.models import Client
from mentor.companies.models import Company

from . import counting, waiting
from .models import CloseReason, LossCase, Recommendation
from .returns import SETTLED, purchases_of, refresh_returns
from .withdrawal import take_loss


def join_cases(*, gone: Client, into: Client, company: Company) -> None:
    """Both clients' deals and calls are ``into``'s already. The figures' «Losses and returns» over all of them."""
    for each in (gone, into):
        counting.forget(each)
    # One case of a client may be open: which one that is, is settled anew below.
    open_ones = LossCase.objects.filter(client__in=(gone, into), closed_at=None)
    open_ones.update(closed_at=timezone.now(), close_reason=CloseReason.LOST_AGAIN)
    LossCase.objects.filter(client=gone).update(client=into)
    rows = list(
        LossCase.objects.filter(client=into)
        .exclude(close_reason__in=SETTLED)
        .select_related("call")
        .order_by("lost_at", "id")
    )
    cases = [_case_of(group, rows, into) for group in _groups(_losses(into, rows), into)]
    for row in rows:
        if cases and row not in cases:
            _fold(
                row,
                max((case for case in cases if case.lost_at <= row.lost_at), key=_begin, default=cases[0]),
            )
    refresh_returns(client=into, company=company)
    counting.recount(into, company)


def _begin(case: LossCase) -> datetime:
    return case.lost_at


def _losses(client: Client, rows: list[LossCase]) -> list[CallResult]:
    """Lost calls that are or were work on a case: live ones, and those of history that somebody activated."""
    activated = {row.call_id for row in rows if not row.is_archive}
    settled = LossCase.objects.filter(client=client, close_reason__in=SETTLED).values_list(
        "call_id", flat=True
    )
    lost = CallResult.objects.filter(client=client, outcome=Outcome.LOST).exclude(call_id__in=list(settled))
    found = lost.select_related("call__manager", "assessment").order_by("started_at", "call_id")
    return [each for each in found if each.purpose == Purpose.LIVE or each.call_id in activated]


def _groups(losses: list[CallResult], client: Client) -> list[list[CallResult]]:
    """Losses by the case that they belong to: those before the first purchase after the case's first loss."""
    bought = [at for at, _ in purchases_of(client)]
    groups: list[list[CallResult]] = []
    sale: datetime | None = None
    for loss in losses:
        if not groups or (sale is not None and loss.started_at >= sale):
            groups.append([])
            sale = next((at for at in bought if at > loss.started_at), None)
        groups[-1].append(loss)
    return groups


def _case_of(group: list[CallResult], rows: list[LossCase], client: Client) -> LossCase:
    """The case of a group: the one that began with one of its losses, or a new one."""
    first, last = group[0], group[-1]
    moments = {loss.started_at for loss in group}
    case = next((row for row in rows if row.lost_at in moments and not row.is_archive), None)
    if case is None:
        case = LossCase(client=client, closed_at=timezone.now(), close_reason=CloseReason.LOST_AGAIN)
    take_loss(case, last.call, last.assessment)
    case.is_archive = False
    case.lost_at, case.manager = first.started_at, case.manager or last.call.manager
    case.save()
    texts = Recommendation.objects.filter(call_id__in=[loss.call_id for loss in group])
    waiting_ones = texts.filter(closed_at=None).order_by("-call__started_at", "-id")
    older = [each.pk for each in waiting_ones[1:]]
    superseded = Recommendation.objects.filter(pk__in=older)
    waiting.change(superseded, closed_at=last.started_at, close_reason="superseded")
    texts.update(case=case)
    written = texts.order_by("created_at").values_list("created_at", flat=True).first()
    case.recommended_at = written
    case.save(update_fields=["recommended_at"])
    return case


def _fold(row: LossCase, kept: LossCase) -> None:
    """What people said of a case that is another one now, and any text of it that is left, goes along."""
    open_texts = Recommendation.objects.filter(case=row, closed_at=None)
    waiting.change(open_texts, closed_at=timezone.now(), close_reason="superseded")
    for relation in LossCase._meta.related_objects:
        found = relation.related_model._default_manager.filter(**{relation.field.name: row})
        found.update(**{relation.field.name: kept})
    row.delete()
