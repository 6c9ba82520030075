"""What every page's frame shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from mentor.calls import standing
from mentor.companies.people import Viewer
from mentor.core.addresses import address
from mentor.core.reads import Read, at_once
from mentor.notifications import queries as notices

from .navigation import sections


class Frame:
    """The counts in every page's frame, read once a request: by the frame itself, or with what a page reads.

    ``attention``: what needs a person, by code. ``unread``: messages of a member; staff of ours is told nothing here.
    """

    def __init__(self, viewer: Viewer) -> None:
        self.reads: list[Read[Any]] = [standing.attention()]
        if viewer.member is not None:
            self.reads.append(notices.unread_of(viewer.member))
        self.attention: dict[str, int] = {}
        self.unread = 0
        self._known = False

    def take(self, found: Sequence[Any]) -> None:
        """What ``reads`` gave."""
        self.attention, self.unread = found[0], found[1] if len(found) > 1 else 0
        self._known = True

    def read(self) -> Frame:
        """Itself, with its counts known. One query at most."""
        if not self._known:
            self.take(at_once(*self.reads))
        return self


def frame_of(request: HttpRequest) -> Frame:
    """The one frame of this request of a viewer."""
    frame: Frame | None = getattr(request, "_frame", None)
    if frame is None:
        frame = request._frame = Frame(request.viewer)  # type: ignore[attr-defined]  # kept for this request alone
    return frame


def _waiting(frame: Frame, viewer: Viewer) -> dict[str, int]:
    """Counts beside sections, by address name; managers see no section with one."""
    return {"attention": sum(frame.attention.values())} if viewer.sees_all else {}


def _bell(frame: Frame, viewer: Viewer) -> dict[str, str] | None:
    """The bell of a member."""
    if viewer.member is None:
        return None
    unread = frame.unread
    return {
        "url": address("notices"),
        "count_url": address("notices_count_status"),
        "live_url": address("notices_live_status"),
        "choices_url": address("notice_choices"),
        "text": f"{notices.BADGE_MOST}+" if unread > notices.BADGE_MOST else str(unread or ""),
    }


def layout(request: HttpRequest) -> dict[str, Any]:
    """Sections, company and search for people in a company; nothing for strangers."""
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        return {"viewer": None}
    frame = frame_of(request).read()
    return {
        "viewer": viewer,
        "nav": sections(viewer, request.path, _waiting(frame, viewer)),
        "company_name": viewer.company.name,
        "bell": _bell(frame, viewer),
        "companies_url": address("companies") if viewer.is_integrator else "",
        "search_url": address("calls"),
        "search_query": request.GET.get("q", ""),
    }
