"""A wrongly bound call is bound anew, and a case is given to another manager: everything counted follows."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from mentor.analysis import actions as analysis
from mentor.analysis.models import CallResult
from mentor.calls import actions as calls
from mentor.calls.models import Call
from mentor.clients import actions as clients
from mentor.clients.phones import e164
from mentor.companies import queries as companies
from mentor.companies.actions import audit
from mentor.companies.models import Member, User
from mentor.core.problems import Problem
from mentor.core.tenancy import current_company_id
from mentor.engines.errors import EngineError
from mentor.recovery import actions as recovery
from mentor.recovery import day, queries
from mentor.recovery.models import LossCase
from mentor.recovery.rebinding import leave_client

from . import grading, queue
from .advising import advice_for


@transaction.atomic
def rebind_manager(*, call: Call, manager: Member, by: User) -> bool:
    """The call was led by somebody else; a case that it opened goes along unless a head gave it to a third."""
    before = call.manager
    if before is not None and before.pk == manager.pk:
        return False
    calls.bind_manager(call=call, manager=manager)
    if CallResult.objects.filter(call=call).exists():
        analysis.refresh_result(call=call, company=companies.company())
        recovery.follow_manager(call=call)
        for case in queries.every_case().filter(call=call, closed_at=None, manager=before):
            give_case(case=case, to=manager, by=by)
    audit(
        user=by,
        action="call.manager_bound",
        subject=f"call:{call.pk}",
        before=before.name if before else "",
        after=manager.name,
    )
    return True


@transaction.atomic
def rebind_client(*, call: Call, phone: str, by: User) -> bool:
    """The call was with the client of another phone; False where it is the same. ``Problem`` for no phone."""
    known = e164(phone)
    if known is None:
        raise Problem("phone_invalid", "Это не похоже на телефон: введите номер целиком.", field="phone")
    before, client = call.client, clients.find_or_create(phone=known)
    if before is not None and before.pk == client.pk:
        return False
    calls.bind_client(call=call, client=client)
    result = CallResult.objects.filter(call=call).first()
    if result is not None:
        company = companies.company()
        if before is not None:
            result = analysis.refresh_result(call=call, company=company)
            leave_client(result=result, client=before, company=company)
        grading.follow(call)
        queue.defer_followup(company_id=current_company_id(), call_id=call.pk)
    audit(
        user=by,
        action="call.client_bound",
        subject=f"call:{call.pk}",
        before=before.pk if before else None,
        after=client.pk,
    )
    return True


@transaction.atomic
def give_case(*, case: LossCase, to: Member, by: User) -> bool:
    """The case is another manager's now; its open text names who calls, so it is written anew for them."""
    company, now = companies.company(), timezone.now()
    if not day.reassign(case=case, to=to, now=now, company=company, by=by):
        return False
    recommendation = case.recommendations.filter(closed_at=None).first()
    if recommendation is not None and not case.is_archive:
        try:
            advice = advice_for(case, recommendation.call)
        except EngineError:
            return True  # the text that is there goes on standing
        recovery.add_version(recommendation=recommendation, advice=advice, now=now)
    return True


@transaction.atomic
def give_all(*, of: Member, to: Member, by: User) -> int:
    """All open cases of a manager who leaves; how many."""
    rows = queries.every_case().filter(manager=of, closed_at=None, is_archive=False)
    return sum(give_case(case=case, to=to, by=by) for case in rows)
