"""Мой день and Мои этапы: pages of a manager about the manager. Others have no such day: 404."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mentor.companies.middleware import CompanyRequest, require_viewer
from mentor.companies.models import Member
from mentor.pages.seen import note_seen_by

from . import queries


def _manager(request: CompanyRequest) -> Member:
    assert request.viewer is not None
    if not request.viewer.is_manager or request.viewer.member is None:
        raise Http404
    return request.viewer.member


@require_safe
@require_viewer
def day(request: CompanyRequest) -> HttpResponse:
    """Whom to call and what to say, the most urgent first. Opening it notes that they were seen."""
    member = _manager(request)
    assert request.viewer is not None
    page = queries.day_page(request.viewer, member, timezone.now())
    note_seen_by(request.viewer, page.shown)
    return render(request, "pages/my/day.html", {"page": page})


@require_safe
@require_viewer
def stages(request: CompanyRequest) -> HttpResponse:
    """Five stages, weak ones first, with own words that cost points."""
    member = _manager(request)
    assert request.viewer is not None
    company = request.viewer.company
    page = queries.stages_page(member, company, timezone.now())
    context = {
        "page": page,
        "pass_mark": company.pass_mark,
        "pass_share": company.pass_share / 100,
        "enough": company.min_graded_calls,
    }
    return render(request, "pages/my/stages.html", context)
