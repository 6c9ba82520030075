"""Приёмка: the acceptor answers and accepts, heads and integrators read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mentor.acceptance import actions
from mentor.acceptance.rules import NUMBERS
from mentor.companies.middleware import CompanyRequest, require_viewer
from mentor.core.problems import Problem
from mentor.pages.documents import files
from mentor.pages.setup.doors import viewer_of

from .items import items_of
from .protocol import protocol
from .queries import is_real, stage_rows
from .readings import readings

View = Callable[..., HttpResponse]


def for_readers(view: View) -> Callable[..., HttpResponseBase]:
    """Heads, integrators and the acceptor, whatever else they are."""

    @require_viewer
    @wraps(view)
    def guarded(request: CompanyRequest, *args: object, **kwargs: object) -> HttpResponse:
        viewer = viewer_of(request)
        if not (viewer.sees_all or actions.may_answer(viewer)):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@for_readers
def acceptance(request: CompanyRequest) -> HttpResponse:
    """Six stages."""
    viewer = viewer_of(request)
    context = {
        "rows": stage_rows(),
        "can_answer": actions.may_answer(viewer),
        "is_real": is_real(viewer.company),
    }
    return render(request, "pages/acceptance/stages.html", context)


@require_safe
@for_readers
def acceptance_stage(request: CompanyRequest, stage: int) -> HttpResponse:
    """One stage, item by item."""
    return _show(request, stage)


def _show(request: CompanyRequest, stage: int, status: int = 200) -> HttpResponse:
    if stage not in NUMBERS:
        raise Http404
    viewer = viewer_of(request)
    context = {
        "stage": next(row for row in stage_rows() if row.number == stage),
        "found": items_of(stage, viewer.company, request.GET, timezone.now()),
        "can_answer": actions.may_answer(viewer),
        "is_real": is_real(viewer.company),
    }
    return render(request, "pages/acceptance/stage.html", context, status=status)


@require_POST
@for_readers
def acceptance_answer(request: CompanyRequest, stage: int) -> HttpResponse:
    """An answer of the acceptor about one item."""
    if stage not in NUMBERS:
        raise Http404
    _only_acceptors(request)
    data = request.POST
    try:
        actions.answer(
            viewer=viewer_of(request),
            stage=stage,
            item=data.get("item", ""),
            question=data.get("question", ""),
            yes=data.get("answer") == "yes",
            comment=data.get("comment", ""),
            at=timezone.now(),
        )
    except Problem as problem:
        messages.error(request, problem.detail)
        return _show(request, stage, 422)
    query = request.GET.urlencode()
    return redirect(f"/acceptance/{stage}/{'?' + query if query else ''}#item-{data.get('item', '')}")


@require_POST
@for_readers
def acceptance_accept(request: CompanyRequest, stage: int) -> HttpResponse:
    """The acceptor accepts a stage whose criteria are met."""
    if stage not in NUMBERS:
        raise Http404
    _only_acceptors(request)
    try:
        made = actions.accept(viewer=viewer_of(request), stage=stage, at=timezone.now())
    except Problem as problem:
        messages.error(request, problem.detail)
        return _show(request, stage, 422)
    messages.success(request, f"Этап принят. Гарантия до {made.warranty_until:%d.%m.%Y}.")
    return redirect("acceptance")


def _only_acceptors(request: CompanyRequest) -> None:
    if not actions.may_answer(viewer_of(request)):
        raise PermissionDenied


@require_safe
@for_readers
def acceptance_protocol(request: CompanyRequest) -> HttpResponse:
    """To print and sign."""
    return files.pdf(protocol(viewer_of(request).company, timezone.now()), "protokol-priyomki")


@require_safe
@for_readers
def acceptance_readings(request: CompanyRequest) -> HttpResponse:
    """How unclear places of the specification are read."""
    return render(request, "pages/acceptance/readings.html", {"rows": readings()})
