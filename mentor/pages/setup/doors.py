"""Who may open a page of set-up. A manager gets 404: pages that are not theirs do not exist for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from mentor.companies.middleware import CompanyRequest, require_viewer
from mentor.companies.people import Viewer

View = Callable[..., HttpResponse]
Guarded = Callable[..., HttpResponseBase]


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer of a request that passed one of the doors below."""
    viewer = cast(CompanyRequest, request).viewer
    assert viewer is not None
    return viewer


def for_heads(view: View) -> Guarded:
    """Heads and integrators."""

    @require_viewer
    @wraps(view)
    def guarded(request: CompanyRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not viewer_of(request).sees_all:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def for_integrators(view: View) -> Guarded:
    """Integrators, in the company they chose."""

    @require_viewer
    @wraps(view)
    def guarded(request: CompanyRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not viewer_of(request).is_integrator:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def for_staff(view: View) -> View:
    """Integrators, whether or not a company is chosen."""

    @wraps(view)
    def guarded(request: CompanyRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_integrator:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
