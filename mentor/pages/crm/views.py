"""CRM: the list with what may be connected, and a new connection. For integrators."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mentor.companies.middleware import CompanyRequest
from mentor.companies.models import Company
from mentor.core.problems import Problem
from mentor.crm import connections
from mentor.crm.health import all_connections
from mentor.crm.registry import PROVIDERS
from mentor.pages.connections.room import ADDRESS_LATER
from mentor.pages.setup.doors import for_integrators, viewer_of
from mentor.pages.setup.forms.fields import day_field, show_problem

from .room import ROOM


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
                provider=chosen, **form.said(), read_from=begins, by=viewer.user
            )
        except Problem as trouble:
            show_problem(form, trouble)
        else:
            return ROOM.show(request, connection, token=token, made=True)
    return ROOM.ask(request, chosen, form, start, hint=ADDRESS_LATER, cancel_url=reverse("crm"))


def _usual_start(company: Company) -> date:
    """The day from which leads of the CRM count; else the last two months."""
    return company.crm_connected_from or timezone.localdate() - timedelta(days=60)
