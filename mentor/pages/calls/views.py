"""Звонки, one call, its sound, and «повторить»."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mentor.calls import media_views
from mentor.companies.actions import audit
from mentor.companies.middleware import CompanyRequest, require_viewer
from mentor.companies.people import Viewer
from mentor.knowledge import queries as knowledge
from mentor.pages.attention.words import words_of
from mentor.pages.seen import note_seen_by
from mentor.pipeline import actions as pipeline
from mentor.pipeline import speakers
from mentor.recovery.access import access_call

from .card import call_card
from .queries import calls_page


def _viewer(request: CompanyRequest) -> Viewer:
    """Behind ``require_viewer`` there always is one."""
    assert request.viewer is not None
    return request.viewer


@require_safe
@require_viewer
def call_list(request: CompanyRequest) -> HttpResponse:
    """The calls that the viewer may see, newest first."""
    found = calls_page(_viewer(request), request.GET, timezone.now())
    return render(request, "pages/calls/list.html", {"found": found, "filters": found.filters})


@require_safe
@require_viewer
def call(request: CompanyRequest, pk: int) -> HttpResponse:
    """One call with everything heard and judged in it."""
    viewer = _viewer(request)
    card = call_card(viewer, access_call(viewer, pk), timezone.now())
    note_seen_by(viewer, (each.shown for each in card.advice))
    context = {
        "card": card,
        "crumbs": [("Звонки" if viewer.sees_all else "Мои звонки", reverse("calls"))],
        "attention": [words_of(item) for item in card.attention],
        "pass_mark": viewer.company.pass_mark,
        "reference": knowledge.reference_of(card.call),
    }
    return render(request, "pages/calls/call.html", context)


@require_safe
@require_viewer
def call_audio(request: CompanyRequest, pk: int) -> HttpResponseBase:
    """The compact copy of the recording. Listening from the beginning is noted in the audit trail."""
    found = access_call(_viewer(request), pk)
    if found.recording is None:
        return HttpResponse(status=404)
    answer = media_views.audio_answer(request, found.recording)
    if answer.status_code == 200 or answer.headers.get("Content-Range", "").startswith("bytes 0-"):
        audit(user=_viewer(request).user, action="recording.played", subject=f"call:{pk}")
    return answer


@require_safe
@require_viewer
def call_peaks(request: CompanyRequest, pk: int) -> HttpResponseBase:
    """What the wave is drawn from."""
    found = access_call(_viewer(request), pk)
    if found.recording is None:
        return HttpResponse(status=404)
    return media_views.peaks_answer(request, found.recording)


@require_POST
@require_viewer
def call_retry(request: CompanyRequest, pk: int) -> HttpResponse:
    """«Повторить»: the steps that failed start anew."""
    found = access_call(_viewer(request), pk)
    if call_card(_viewer(request), found, timezone.now()).can_retry:
        pipeline.retry(call=found)
        audit(user=_viewer(request).user, action="call.retried", subject=f"call:{pk}")
        messages.success(request, "Разбор начат заново. Страница покажет результат, когда он будет готов.")
    else:
        messages.info(request, "Повторять нечего: ни один шаг не остановился.")
    return redirect("call", pk=pk)


@require_POST
@require_viewer
def call_swap(request: CompanyRequest, pk: int) -> HttpResponse:
    """«Поменять местами»: manager and client were mixed up. Not for managers: it changes their scores."""
    viewer = _viewer(request)
    found = access_call(viewer, pk)
    if not viewer.sees_all or not hasattr(found, "transcript"):
        raise Http404
    judged = speakers.swap(call=found, by=viewer.user)
    messages.success(
        request,
        "Говорящие поменяны местами."
        + (" Звонок оценивается заново: обновите страницу через минуту." if judged else ""),
    )
    return redirect("call", pk=pk)
