"""«Клиент просил не звонить», and taking it back: both with a reason, both on record."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mentor.clients import actions as clients
from mentor.companies.absences import own_time
from mentor.companies.actions import audit
from mentor.companies.models import Company, User
from mentor.core.problems import Problem

from . import waiting
from .counting import recount
from .day import reason_of
from .models import CaseWord, CloseReason, LossCase, Recommendation
from .reminders import remind_again
from .returns import close_recommendation, refresh_returns


@transaction.atomic
def stop_calling(
    *, case: LossCase, reason: str, now: datetime, company: Company, by: User, name: str
) -> None:
    """The case is closed with the reason, nobody is asked to call this client. ``Problem`` without a reason."""
    said = reason_of(reason)
    client = clients.lock(case.client_id)
    case.refresh_from_db()
    if case.closed_at is not None:
        raise Problem("closed", "Этот случай уже закрыт.", status=409)
    close_recommendation(case, str(CloseReason.DO_NOT_CALL), now)
    case.closed_at, case.close_reason = now, CloseReason.DO_NOT_CALL
    case.save(update_fields=["closed_at", "close_reason"])
    clients.note_do_not_call(client=client, reason=said)
    recount(client, company)
    kept = {"words": said, "by": by, "by_name": name, "created_at": now}
    CaseWord.objects.create(case=case, kind=CaseWord.Kind.STOPPED, **kept)
    audit(user=by, action="case.stopped", subject=f"client:{client.pk}", reason=said)


@transaction.atomic
def resume_calling(
    *, case: LossCase, reason: str, now: datetime, company: Company, by: User, name: str
) -> None:
    """The client may be called after all: the case goes on with its last text and a working day to call.

    Where the client was lost again since, that later case goes on and this one stays closed. ``Problem`` without a
    reason and where nothing was stopped.
    """
    said = reason_of(reason)
    client = clients.lock(case.client_id)
    case.refresh_from_db()
    if case.close_reason != CloseReason.DO_NOT_CALL or not client.do_not_call:
        raise Problem("not_stopped", "Этому клиенту и так можно звонить.", status=409)
    clients.note_may_call(client=client, reason=said)
    if not LossCase.objects.filter(client=client, closed_at=None).exists():
        _reopen(case, company, now)
        refresh_returns(client=client, company=company)  # what was paid meanwhile settles it
    recount(client, company)
    kept = {"words": said, "by": by, "by_name": name, "created_at": now}
    CaseWord.objects.create(case=case, kind=CaseWord.Kind.RESUMED, **kept)
    audit(user=by, action="case.resumed", subject=f"client:{client.pk}", reason=said)


def _reopen(case: LossCase, company: Company, now: datetime) -> None:
    case.closed_at, case.close_reason = None, ""
    case.save(update_fields=["closed_at", "close_reason"])
    stopped = Recommendation.objects.filter(case=case, close_reason=CloseReason.DO_NOT_CALL)
    last = stopped.order_by("-created_at", "-pk").first()
    if last is None:
        return
    again = own_time(company, case.manager, now.date()).add_days(now, company.recommendation_due_days)
    due_at = max(last.due_at, again) if last.due_at else None
    waiting.change(stopped.filter(pk=last.pk), closed_at=None, close_reason="", due_at=due_at)
    remind_again(last)
