"""Where a reader goes after something was done with a recommendation."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from mentor.companies.middleware import CompanyRequest


def back(request: CompanyRequest, client_id: int) -> str:
    """Where the reader came from, if that is ours; else the client's card."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("client", args=[client_id])


def name_of(request: CompanyRequest) -> str:
    """How the person is called on record."""
    assert request.viewer is not None
    member = request.viewer.member
    return member.name if member else request.viewer.user.name or request.viewer.user.email
