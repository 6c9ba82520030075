"""The cases of two clients who turn out to be one: a loss while a case is open continues it."""

from __future__ import annotations

from django.utils import timezone

from mentor.clients.models import Client
from mentor.companies.models import Company

from . import counting
from .models import CloseReason, LossCase, Recommendation
from .returns import SETTLED, close_recommendation, purchases_of, refresh_returns


def join_cases(*, gone: Client, into: Client, company: Company) -> None:
    """Both clients' deals and calls are ``into``'s already. The figures' «Losses and returns» over all of them."""
    for each in (gone, into):
        counting.forget(each)
    # One case of a client may be open: what is open and what is not is settled anew below.
    LossCase.objects.filter(client=gone, closed_at=None).update(
        closed_at=timezone.now(), close_reason=CloseReason.LOST_AGAIN
    )
    LossCase.objects.filter(client=gone).update(client=into)
    bought = [at for at, _ in purchases_of(into)]
    kept: LossCase | None = None
    rows = LossCase.objects.filter(client=into).exclude(close_reason__in=SETTLED)
    for row in rows.select_related("call").order_by("lost_at", "id"):
        if kept is not None and not any(kept.lost_at < at <= row.lost_at for at in bought):
            _fold(row, kept)
        else:
            kept = row
    refresh_returns(client=into, company=company)
    counting.recount(into, company)


def _fold(row: LossCase, kept: LossCase) -> None:
    """The later case was the earlier one going on: its texts and its last lost call are the earlier one's."""
    later, earlier = (row, kept) if row.call.started_at >= kept.call.started_at else (kept, row)
    if Recommendation.objects.filter(case=later, closed_at=None).exists():
        close_recommendation(earlier, "superseded", later.call.started_at)
    for relation in LossCase._meta.related_objects:  # texts, and what people said of the case
        rows = relation.related_model._default_manager.filter(**{relation.field.name: row})
        rows.update(**{relation.field.name: kept})
    if kept.is_archive and not row.is_archive:
        kept.lost_at = row.lost_at  # a loss of imported history is no case
    for name in ("call", "assessment", "is_archive", "lost_reason", "lost_stage", "quote"):
        setattr(kept, name, getattr(later, name))
    kept.manager = kept.manager or row.manager
    texts = [at for at in (kept.recommended_at, row.recommended_at) if at is not None]
    kept.recommended_at = min(texts, default=None)
    kept.save()
    row.delete()
