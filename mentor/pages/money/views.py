"""Деньги: heads and integrators alone."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mentor.companies.middleware import CompanyRequest, require_viewer
from mentor.pages.context import frame_of

from .queries import money_page


@require_safe
@require_viewer
def money(request: CompanyRequest) -> HttpResponse:
    """The money of a month, every rouble of it."""
    assert request.viewer is not None
    if not request.viewer.sees_all:
        raise Http404
    page = money_page(request.viewer.company, request.GET, timezone.now(), frame_of(request))
    can_set = request.viewer.is_integrator
    context = {
        "page": page,
        "calls_url": reverse("calls"),
        "figures_url": reverse("figures") if can_set else "",
        "figures_action": "Чек и база" if can_set else "",
    }
    return render(request, "pages/money/money.html", context)
