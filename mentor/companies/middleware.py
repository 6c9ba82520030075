"""From a log-in to a company in scope: one transaction a request, rolled back on failure."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from mentor.core.tenancy import company_scope

from . import lookup
from .actions import audit
from .models import User
from .people import Viewer, viewer_of

CHOSEN_COMPANY = "company_id"
# What lies under these addresses concerns a company that is not (or not yet) the viewer's own.
WITHOUT_COMPANY = ("/staff/", "/invitation/")
# Parts of a page that was noted itself; listening has an entry of its own.
PARTS_OF_PAGES = frozenset({"call_audio", "call_peaks"})
Respond = Callable[[HttpRequest], HttpResponseBase]


class CompanyRequest(HttpRequest):
    """A request behind ``CompanyMiddleware``: ``viewer`` is None for strangers and for staff without a company."""

    viewer: Viewer | None
    user: User | AnonymousUser


class CompanyMiddleware:
    """Opens the scope of the viewer's company around the whole view.

    The transaction must be open before the company is set, so Django's ATOMIC_REQUESTS cannot do it. A response of
    500 and above rolls everything back. Streaming responses run after commit and must hold nothing of the database.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = cast(CompanyRequest, request)
        asked.viewer = None
        company_id = _company_id(asked)
        if company_id is None:
            return self.get_response(request)
        with company_scope(company_id):
            asked.viewer = viewer_of(cast(User, asked.user), company_id)
            with timezone.override(asked.viewer.company.zone if asked.viewer else None):
                response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            elif response.status_code < 400:
                _note_step(asked)
        return response


def _note_step(request: CompanyRequest) -> None:
    """Every step of an integrator in a company is on record: method, page and object, never the query's values."""
    match = request.resolver_match
    if request.viewer is None or not request.viewer.is_integrator or match is None or not match.url_name:
        return
    if (
        match.url_name in PARTS_OF_PAGES
        or match.url_name.endswith("_status")
        or match.route.startswith("accounts/")
    ):
        return
    method = request.method or "GET"
    audit(
        user=request.viewer.user,
        action="page.viewed" if method in ("GET", "HEAD") else "form.sent",
        subject=":".join(
            [match.url_name, *(str(value) for value in match.kwargs.values() if isinstance(value, int))]
        ),
        method=method,
    )


def _company_id(request: CompanyRequest) -> int | None:
    """A member's own company; for staff the one chosen in this session, if it still exists."""
    if not request.user.is_authenticated or request.path.startswith(WITHOUT_COMPANY):
        return None
    if request.user.is_integrator:
        chosen = request.session.get(CHOSEN_COMPANY)
        return chosen if chosen in lookup.company_ids() else None
    return lookup.company_of_user(request.user.pk)


def require_viewer(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For function views: a stranger goes to the log-in, staff without a company to the list of companies."""
    from functools import wraps

    from django.contrib.auth.views import redirect_to_login
    from django.shortcuts import redirect

    @wraps(view)
    def guarded(request: CompanyRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.viewer is None:
            return redirect("companies") if request.user.is_integrator else redirect("no_company")
        return view(request, *args, **kwargs)

    return guarded
