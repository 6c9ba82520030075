"""Corrections by heads: of a text, of a phrase; the list of them, each reversible."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from mentor.companies.middleware import CompanyRequest, require_viewer
from mentor.core.formats import counted
from mentor.core.problems import Problem
from mentor.pages.setup.doors import for_heads, viewer_of
from mentor.pipeline import corrections as pipeline
from mentor.recovery import corrections
from mentor.recovery.access import access_recommendation
from mentor.recovery.models import Recommendation

from .back import back, name_of

TEXTS = ("рекомендация переписана", "рекомендации переписаны", "рекомендаций переписано")


def _for_heads_only(request: CompanyRequest, pk: int) -> Recommendation:
    """Who sees it and may not correct it gets 403."""
    assert request.viewer is not None
    recommendation = access_recommendation(request.viewer, pk)
    if not request.viewer.sees_all:
        raise PermissionDenied
    return recommendation


def _tried(request: CompanyRequest, work: Callable[[], str]) -> None:
    """Do it or undo all of it; say which, in a message."""
    try:
        with transaction.atomic():
            said = work()
    except Problem as problem:
        messages.error(request, problem.detail)
    else:
        messages.success(request, said)


@require_POST
@require_viewer
def correct(request: CompanyRequest, pk: int) -> HttpResponse:
    """«Эта рекомендация неверна»."""
    recommendation = _for_heads_only(request, pk)
    viewer = viewer_of(request)

    def work() -> str:
        version = pipeline.correct(
            recommendation=recommendation,
            why=request.POST.get("why", ""),
            say=request.POST.get("say", ""),
            by=viewer.user,
            member=viewer.member,
            name=name_of(request),
        )
        return f"Рекомендация переписана: версия {version.number}. Похожие случаи система напишет с этой правкой."

    _tried(request, work)
    return redirect(back(request, recommendation.case.client_id))


@require_POST
@require_viewer
def forbid(request: CompanyRequest, pk: int) -> HttpResponse:
    """«В нашей компании так не говорят»."""
    recommendation = _for_heads_only(request, pk)
    viewer = viewer_of(request)

    def work() -> str:
        correction, changed = pipeline.forbid(
            phrase=request.POST.get("phrase", ""),
            why=request.POST.get("why", ""),
            instead=request.POST.get("instead", ""),
            by=viewer.user,
            name=name_of(request),
        )
        done = counted(changed, *TEXTS) if changed else "в открытых рекомендациях её не было"
        return f"«{correction.phrase}» больше не прозвучит в текстах системы; {done}."

    _tried(request, work)
    return redirect(back(request, recommendation.case.client_id))


@require_safe
@for_heads
def correction_list(request: CompanyRequest) -> HttpResponse:
    """All corrections, newest first, with where each took effect."""
    return render(request, "pages/recommendations/corrections.html", {"rows": corrections.listed()})


@require_POST
@for_heads
def correction_cancel(request: CompanyRequest, pk: int) -> HttpResponse:
    """Take a correction back."""
    correction = corrections.correction(pk)
    if correction is None:
        raise Http404
    if pipeline.cancel(correction=correction, by=viewer_of(request).user, name=name_of(request)):
        messages.success(
            request, "Правка снята. Дальше система пишет без неё; прежние тексты остались версиями."
        )
    else:
        messages.info(request, "Эта правка уже снята.")
    return redirect("corrections")
