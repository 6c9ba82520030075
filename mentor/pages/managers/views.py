"""Менеджеры, two or more side by side, and a manager's card."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mentor.companies import queries as companies
from mentor.companies.middleware import CompanyRequest, require_viewer
from mentor.companies.models import Company
from mentor.companies.people import Viewer

from . import queries, side_by_side
from .card import card
from .insights import insights_page


def _head(request: CompanyRequest) -> Viewer:
    """The viewer, who sees the whole company; for a manager the team's pages do not exist."""
    assert request.viewer is not None
    if not request.viewer.sees_all:
        raise Http404
    return request.viewer


def _settings(company: Company) -> dict[str, Any]:
    return {
        "pass_mark": company.pass_mark,
        "pass_share": company.pass_share / 100,
        "enough": company.min_graded_calls,
        "people_url": reverse("people"),
    }


@require_safe
@require_viewer
def managers(request: CompanyRequest) -> HttpResponse:
    """The team's heat table over a period."""
    company = _head(request).company
    page = queries.team_page(request.GET, company, timezone.now())
    return render(request, "pages/managers/list.html", {"page": page, **_settings(company)})


@require_safe
@require_viewer
def insights(request: CompanyRequest) -> HttpResponse:
    """What works here: best phrases by stage, and whether stages go with payments."""
    page = insights_page(_head(request).company, timezone.now())
    return render(request, "pages/managers/insights.html", {"page": page})


@require_safe
@require_viewer
def compare(request: CompanyRequest) -> HttpResponse:
    """Chosen managers side by side; fewer than two of this company lead back to the table."""
    company = _head(request).company
    page = queries.team_page(request.GET, company, timezone.now())
    wanted = queries.chosen_ids(request.GET.getlist("m"))
    chosen = [row for row in page.rows if row.member and row.member.pk in wanted]
    if len(chosen) < 2:
        messages.info(request, "Отметьте двух менеджеров или больше, чтобы сравнить их.")
        return redirect(f"{reverse('managers')}?{page.period.query}")
    context = {
        "page": page,
        "rows": chosen,
        "lines": side_by_side.lines(chosen, page.whole, enough=company.min_graded_calls),
        "crumbs": [("Менеджеры", f"{reverse('managers')}?{page.period.query}")],
    }
    return render(request, "pages/managers/compare.html", context)


@require_safe
@require_viewer
def manager(request: CompanyRequest, pk: int) -> HttpResponse:
    """The card of one manager. A manager has no other card than the own, and that one is «Мои этапы»."""
    assert request.viewer is not None
    viewer = request.viewer
    member = companies.manager(pk)
    if member is None or not (viewer.sees_all or viewer.member == member):
        raise Http404
    if viewer.is_manager:
        return redirect("my_stages")
    page = card(member, request.GET, viewer.company, timezone.now())
    context = {
        "page": page,
        "crumbs": [("Менеджеры", f"{reverse('managers')}?{page.period.query}")],
        **_settings(viewer.company),
    }
    return render(request, "pages/managers/card.html", context)
