"""What every page's frame shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from mentor.calls.standing import attention_counts
from mentor.companies.people import Viewer

from .navigation import sections


def _waiting(viewer: Viewer) -> dict[str, int]:
    """Counts beside sections, by address name; managers see no section with one."""
    return {"attention": sum(attention_counts().values())} if viewer.sees_all else {}


def layout(request: HttpRequest) -> dict[str, Any]:
    """Sections, company and search for people in a company; nothing for strangers."""
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        return {"viewer": None}
    return {
        "viewer": viewer,
        "nav": sections(viewer, request.path, _waiting(viewer)),
        "company_name": viewer.company.name,
        "companies_url": reverse("companies") if viewer.is_integrator else "",
        "search_url": reverse("calls"),
        "search_query": request.GET.get("q", ""),
    }
