"""CRM: the list with what may be connected, a new connection, one of them. For integrators."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mentor.companies.middleware import CompanyRequest
from mentor.companies.models import Company
from mentor.core.problems import Problem
from mentor.crm import connections
from mentor.crm.health import all_connections
from mentor.crm.models import CrmConnection
from mentor.crm.provider import Provider
from mentor.crm.registry import PROVIDERS, provider_of
from mentor.pages.linked import guide, settings_form
from mentor.pages.setup.doors import for_integrators, viewer_of
from mentor.pages.setup.forms.fields import day_field, show_problem
from mentor.providers.forms import ConnectionForm

from .queries import connection_or_404, crm_page


class StartForm(forms.Form):
    """From which day the CRM's changes are read."""

    read_from = day_field(
        label="Читать изменения с",
        help_text="Прошлое догоняется один раз. Обычно это день, с которого считаются лиды CRM.",
    )

    def clean_read_from(self) -> date:
        day: date = self.cleaned_data["read_from"]
        if not date(2000, 1, 1) <= day <= timezone.localdate():
            raise forms.ValidationError("День не может быть в будущем или раньше 2000 года.")
        return day


@require_safe
@for_integrators
def crm(request: CompanyRequest) -> HttpResponse:
    """Every connection with its health, and what may be connected."""
    context = {"connections": all_connections(), "providers": list(PROVIDERS.values())}
    return render(request, "pages/crm/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_integrators
def crm_new(request: CompanyRequest, provider: str) -> HttpResponse:
    """The settings of a new connection; its secret address is shown in the answer itself and kept nowhere."""
    chosen = PROVIDERS.get(provider)
    if chosen is None:
        raise Http404
    viewer = viewer_of(request)
    data = request.POST if request.method == "POST" else None
    form = chosen.form(data, initial={"title": chosen.title})
    start = StartForm(data, initial={"read_from": _usual_start(viewer.company)})
    if form.is_valid() and start.is_valid():
        begins = datetime.combine(start.cleaned_data["read_from"], time(), viewer.company.zone)
        try:
            connection, token = connections.create(
                provider=chosen,
                title=form.cleaned_data["title"],
                plain=form.plain(),
                given=form.given_secrets(),
                allowed=form.cleaned_data["allowed_addresses"],
                read_from=begins,
                by=viewer.user,
            )
        except Problem as trouble:
            show_problem(form, trouble)
        else:
            return show(request, connection, address=address_of(token), made=True)
    context = {"provider": chosen, "form": form, "start": start, "guide": guide_of(chosen)}
    return render(request, "pages/crm/new.html", context, status=422 if form.errors or start.errors else 200)


def _usual_start(company: Company) -> date:
    """The day from which leads of the CRM count; else the last two months."""
    return company.crm_connected_from or timezone.localdate() - timedelta(days=60)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_integrators
def crm_connection(request: CompanyRequest, pk: int) -> HttpResponse:
    """One connection; a POST changes its settings."""
    connection = connection_or_404(pk)
    if request.method != "POST":
        return show(request, connection)
    form = settings_form(provider_of(connection.provider).form, connection, request)
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
    return redirect("crm_connection", pk=connection.pk)


def show(
    request: CompanyRequest,
    connection: CrmConnection,
    *,
    form: ConnectionForm | None = None,
    address: str = "",
    made: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page of a connection; ``address`` is shown this once."""
    provider = provider_of(connection.provider)
    context = {
        "page": crm_page(connection, viewer_of(request).company),
        "connection": connection,
        "provider": provider,
        "form": form or settings_form(provider.form, connection),
        "guide": guide_of(provider),
        "asks_log_in": provider.oauth is not None,
        "address": address,
        "made": made,
    }
    return render(request, "pages/crm/connection.html", context, status=status)


def address_of(token: str) -> str:
    """What the CRM is to be given."""
    return f"{settings.PUBLIC_URL}{reverse('crm_hook', args=[token])}"


def guide_of(provider: Provider) -> str:
    """The words for the customer's side."""
    return guide(provider.guide(), came_back=connections.came_back(provider.code))
