"""What the one who is to call does with a recommendation: mark taken back, snooze, «просил не звонить» and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from mentor.companies.middleware import CompanyRequest, require_viewer
from mentor.core.problems import Problem
from mentor.pages.setup.doors import viewer_of
from mentor.recovery import day, stopping
from mentor.recovery.access import access_case, access_recommendation, answers_for
from mentor.recovery.models import Recommendation

from .back import back, name_of


def _own(request: CompanyRequest, pk: int) -> Recommendation:
    """The recommendation, if the person is the one who is to call."""
    viewer = viewer_of(request)
    recommendation = access_recommendation(viewer, pk)
    if not answers_for(viewer.member, recommendation):
        raise PermissionDenied
    return recommendation


def tried(request: CompanyRequest, work: Callable[[], object], done: str) -> None:
    """Do it or undo all of it; say which, in a message."""
    try:
        with transaction.atomic():
            work()
    except Problem as problem:
        messages.error(request, problem.detail)
    else:
        messages.success(request, done)


@require_POST
@require_viewer
def unmark(request: CompanyRequest, pk: int) -> HttpResponse:
    """The mark was a mistake."""
    recommendation = _own(request, pk)
    day.unmark(recommendation=recommendation, by=viewer_of(request).user)
    messages.success(request, "Отметка снята: рекомендация снова ждёт звонка.")
    return redirect(back(request, recommendation.case.client_id))


@require_POST
@require_viewer
def snooze(request: CompanyRequest, pk: int) -> HttpResponse:
    """Not before the opening of a named day, with a reason."""
    recommendation, viewer = _own(request, pk), viewer_of(request)
    try:
        wanted = parse_date(request.POST.get("until", ""))
    except ValueError:
        wanted = None
    now = timezone.now()
    company = viewer.company
    until = datetime.combine(wanted, company.work_from, company.zone) if wanted else now
    tried(
        request,
        lambda: day.snooze(
            recommendation=recommendation,
            until=until,
            reason=request.POST.get("reason", ""),
            now=now,
            by=viewer.user,
        ),
        "Отложено. В этот день рекомендация вернётся в «На сегодня».",
    )
    return redirect(back(request, recommendation.case.client_id))


@require_POST
@require_viewer
def stop(request: CompanyRequest, pk: int) -> HttpResponse:
    """«Клиент просил не звонить»: the case's manager or a head, whether a text is open, closed or being written."""
    viewer = viewer_of(request)
    case = access_case(viewer, pk)
    tried(
        request,
        lambda: stopping.stop_calling(
            case=case,
            reason=request.POST.get("reason", ""),
            now=timezone.now(),
            company=viewer.company,
            by=viewer.user,
            name=name_of(request),
        ),
        "Случай закрыт: этому клиенту больше не звоним.",
    )
    return redirect(back(request, case.client_id))


@require_POST
@require_viewer
def resume(request: CompanyRequest, pk: int) -> HttpResponse:
    """The client who asked not to be called may be called after all."""
    viewer = viewer_of(request)
    case = access_case(viewer, pk)
    tried(
        request,
        lambda: stopping.resume_calling(
            case=case,
            reason=request.POST.get("reason", ""),
            now=timezone.now(),
            company=viewer.company,
            by=viewer.user,
            name=name_of(request),
        ),
        "Клиенту снова можно звонить: случай открыт, на звонок есть рабочий день.",
    )
    return redirect(back(request, case.client_id))
