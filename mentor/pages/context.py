"""What every page's frame shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from mentor.calls.standing import attention_counts
from mentor.companies.people import Viewer
from mentor.notifications import queries as notices

from .navigation import sections


def attention(request: HttpRequest) -> dict[str, int]:
    """What needs a person, by code; asked once a request, by whichever part of the page needs it first."""
    asked: dict[str, int] | None = getattr(request, "_attention", None)
    if asked is None:
        asked = request._attention = attention_counts()  # type: ignore[attr-defined]  # kept for this request alone
    return asked


def _waiting(request: HttpRequest, viewer: Viewer) -> dict[str, int]:
    """Counts beside sections, by address name; managers see no section with one."""
    return {"attention": sum(attention(request).values())} if viewer.sees_all else {}


def _bell(viewer: Viewer) -> dict[str, str] | None:
    """The bell of a member; staff of ours is told nothing here."""
    if viewer.member is None:
        return None
    unread = notices.unread(viewer.member)
    return {
        "url": reverse("notices"),
        "count_url": reverse("notices_count_status"),
        "live_url": reverse("notices_live_status"),
        "choices_url": reverse("notice_choices"),
        "text": f"{notices.BADGE_MOST}+" if unread > notices.BADGE_MOST else str(unread or ""),
    }


def layout(request: HttpRequest) -> dict[str, Any]:
    """Sections, company and search for people in a company; nothing for strangers."""
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        return {"viewer": None}
    return {
        "viewer": viewer,
        "nav": sections(viewer, request.path, _waiting(request, viewer)),
        "company_name": viewer.company.name,
        "bell": _bell(viewer),
        "companies_url": reverse("companies") if viewer.is_integrator else "",
        "search_url": reverse("calls"),
        "search_query": request.GET.get("q", ""),
    }
