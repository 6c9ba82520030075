"""Телефония: the list of connections, and a new one. For integrators."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mentor.companies.middleware import CompanyRequest
from mentor.pages.connections.room import ADDRESS_LATER
from mentor.pages.setup.doors import for_integrators, viewer_of
from mentor.telephony import connections
from mentor.telephony.health import all_connections
from mentor.telephony.registry import PROVIDERS
from mentor.telephony.silence import wants_letters

from .queries import unknown_numbers
from .room import ROOM


@require_safe
@for_integrators
def telephony(request: CompanyRequest) -> HttpResponse:
    """Every connection with its health."""
    unknown = unknown_numbers()
    user = viewer_of(request).user
    context = {
        "connections": all_connections(),
        "unknown": len(unknown),
        "letters": wants_letters(user),
        "address": user.email,
    }
    return render(request, "pages/telephony/list.html", context)


@require_safe
@for_integrators
def telephony_choose(request: CompanyRequest) -> HttpResponse:
    """Which provider."""
    return render(request, "pages/telephony/choose.html", {"providers": list(PROVIDERS.values())})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_integrators
def telephony_new(request: CompanyRequest, provider: str) -> HttpResponse:
    """The settings of a new connection; its secret address is shown in the answer itself and kept nowhere."""
    chosen = PROVIDERS.get(provider)
    if chosen is None:
        raise Http404
    viewer = viewer_of(request)
    data = request.POST if request.method == "POST" else None
    form = chosen.form(data, initial={"title": chosen.title, "time_zone": viewer.company.time_zone})
    if form.is_valid():
        connection, token = connections.create(provider=chosen, **form.said(), by=viewer.user)
        return ROOM.show(request, connection, token=token, made=True)
    hint = ADDRESS_LATER if chosen.address_is_given else ""
    return ROOM.ask(request, chosen, form, hint=hint, cancel_url=reverse("telephony_choose"))
