"""Телефония: the list of connections, a new one, one of them. For integrators."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mentor.companies.middleware import CompanyRequest
from mentor.pages.linked import guide, settings_form
from mentor.pages.setup.doors import for_integrators, viewer_of
from mentor.telephony import connections
from mentor.telephony.forms import SettingsForm
from mentor.telephony.health import all_connections
from mentor.telephony.models import Connection
from mentor.telephony.provider import Provider
from mentor.telephony.registry import PROVIDERS, provider_of
from mentor.telephony.silence import wants_letters

from .queries import connection_or_404, connection_page, unknown_numbers


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
    data = request.POST if request.method == "POST" else None
    form = chosen.form(data, initial={"title": chosen.title})
    if form.is_valid():
        connection, token = connections.create(
            provider=chosen,
            title=form.cleaned_data["title"],
            plain=form.plain(),
            given=form.given_secrets(),
            allowed=form.cleaned_data["allowed_addresses"],
            by=viewer_of(request).user,
        )
        return show(request, connection, address=address_of(token), made=True)
    context = {"provider": chosen, "form": form, "guide": guide_of(chosen)}
    return render(request, "pages/telephony/new.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_integrators
def telephony_connection(request: CompanyRequest, pk: int) -> HttpResponse:
    """One connection; a POST changes its settings."""
    connection = connection_or_404(pk)
    if request.method != "POST":
        return show(request, connection)
    form = form_of(connection, request)
    if not form.is_valid():
        return show(request, connection, form=form, status=422)
    connections.change(
        connection=connection,
        title=form.cleaned_data["title"],
        plain=form.plain(),
        given=form.given_secrets(),
        allowed=form.cleaned_data["allowed_addresses"],
        by=viewer_of(request).user,
    )
    messages.success(request, "Настройки подключения сохранены.")
    return redirect("telephony_connection", pk=connection.pk)


def show(
    request: CompanyRequest,
    connection: Connection,
    *,
    form: SettingsForm | None = None,
    address: str = "",
    made: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page of a connection; ``address`` is shown this once."""
    provider = provider_of(connection.provider)
    context = {
        "page": connection_page(connection),
        "connection": connection,
        "provider": provider,
        "form": form or form_of(connection),
        "guide": guide_of(provider),
        "reads_history": provider.history is not None,  # a template would call it
        "address": address if provider.address_is_given else "",
        "made": made,
    }
    return render(request, "pages/telephony/connection.html", context, status=status)


def form_of(connection: Connection, request: CompanyRequest | None = None) -> SettingsForm:
    """The provider's form with what is known; secrets are never put into it."""
    return settings_form(provider_of(connection.provider).form, connection, request)


def address_of(token: str) -> str:
    """What the provider is to be given."""
    return f"{settings.PUBLIC_URL}{reverse('telephony_hook', args=[token])}"


def guide_of(provider: Provider) -> str:
    """The words for the customer's side."""
    return guide(provider.guide())
