"""A head rules on a verdict, a manager contests it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from mentor.companies.middleware import CompanyRequest, require_viewer
from mentor.core.problems import Problem
from mentor.recovery import verdicts
from mentor.recovery.access import access_follow_up

from .back import back, name_of


@require_POST
@require_viewer
def verdict_rule(request: CompanyRequest, pk: int) -> HttpResponse:
    """The head's ruling; managers see the follow-up and may not rule."""
    assert request.viewer is not None
    followup = access_follow_up(request.viewer, pk)
    if not request.viewer.sees_all:
        raise PermissionDenied
    try:
        verdicts.rule(
            followup=followup,
            verdict=request.POST.get("verdict", ""),
            words=request.POST.get("words", ""),
            by=request.viewer.user,
            name=name_of(request),
        )
    except Problem as problem:
        messages.error(request, problem.detail)
    else:
        messages.success(request, "Решение сохранено. Вывод системы остаётся рядом.")
    return redirect(back(request, followup.recommendation.case.client_id))


@require_POST
@require_viewer
def verdict_contest(request: CompanyRequest, pk: int) -> HttpResponse:
    """A manager's words against the verdict."""
    assert request.viewer is not None
    followup = access_follow_up(request.viewer, pk)
    if not request.viewer.is_manager:
        raise PermissionDenied
    words = request.POST.get("words", "")
    try:
        verdicts.contest(followup=followup, words=words, by=request.viewer.user, name=name_of(request))
    except Problem as problem:
        messages.error(request, problem.detail)
    else:
        messages.success(request, "Возражение записано: РОП увидит его рядом с выводом системы.")
    return redirect(back(request, followup.recommendation.case.client_id))
