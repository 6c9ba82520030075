"""The first page: a head's report; managers go to their own day."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mentor.companies.middleware import CompanyRequest, require_viewer
from mentor.pages.context import frame_of

from . import queries


@require_safe
@require_viewer
def overview(request: CompanyRequest) -> HttpResponse:
    """The main report of the company."""
    assert request.viewer is not None
    if request.viewer.is_manager:
        return redirect("my_day")
    company = request.viewer.company
    page = queries.overview(company, timezone.now(), frame_of(request))
    can_set = request.viewer.is_integrator
    context = {
        "page": page,
        "report": page.report,
        "uploads_url": reverse("uploads"),
        "people_url": reverse("people"),
        "figures_url": reverse("figures") if can_set else "",
        "figures_action": "Чек и база" if can_set else "",
        "pass_share": company.pass_share / 100,
        "enough": company.min_graded_calls,
        "pass_mark": company.pass_mark,
    }
    return render(request, "pages/overview/overview.html", context)
