"""Компании: where our staff chooses a company to work in, sees how each one does, and opens a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentor.calls import queries as calls
from mentor.calls.standing import attention_counts
from mentor.companies import actions, lookup, queries, setup_queries
from mentor.companies.middleware import CHOSEN_COMPANY, CompanyRequest
from mentor.companies.models import Company, User
from mentor.core.tenancy import company_scope
from mentor.pages.attention.words import CRM_BEHIND, TELEPHONY_SILENT, TITLES

from .doors import for_staff
from .forms.company import NewCompanyForm

QUIET_AFTER = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Row:
    """A company and how it does. ``alarms``: words for what is ours to mend, since nothing comes in."""

    company: Company
    last_call_at: datetime | None
    attention: int
    alarms: tuple[str, ...]
    members: int
    heads: int
    is_current: bool
    now: datetime

    @property
    def is_quiet(self) -> bool:
        """No call for so long that telephony may be off."""
        return self.last_call_at is not None and self.now - self.last_call_at > QUIET_AFTER


def row_of(company_id: int, *, chosen: int | None, now: datetime) -> Row:
    """Read inside the company's own scope: nothing sees across companies."""
    with company_scope(company_id):
        waiting = attention_counts()
        return Row(
            company=queries.company(),
            last_call_at=calls.last_call_at(),
            attention=sum(waiting.values()),
            alarms=tuple(TITLES[code] for code in (TELEPHONY_SILENT, CRM_BEHIND) if waiting.get(code)),
            members=setup_queries.member_count(),
            heads=setup_queries.head_count(),
            is_current=company_id == chosen,
            now=now,
        )


@require_safe
@for_staff
def companies(request: CompanyRequest) -> HttpResponse:
    """Every company, by name."""
    chosen, now = request.session.get(CHOSEN_COMPANY), timezone.now()
    rows = [row_of(company_id, chosen=chosen, now=now) for company_id in lookup.company_ids()]
    rows.sort(key=lambda row: row.company.name.casefold())
    return render(request, "pages/setup/companies.html", {"rows": rows, "any_chosen": chosen is not None})


@require_POST
@for_staff
def choose_company(request: CompanyRequest, pk: int) -> HttpResponse:
    """Work in this company from now on; its trail says so."""
    if pk not in lookup.company_ids():
        raise Http404
    request.session[CHOSEN_COMPANY] = pk
    with company_scope(pk):
        actions.audit(user=cast(User, request.user), action="company.entered", subject=f"company:{pk}")
    return redirect("overview")


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def company_new(request: CompanyRequest) -> HttpResponse:
    """Open a company and step into it."""
    form = NewCompanyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        company = actions.create_company(by=cast(User, request.user), **form.cleaned_data)
        request.session[CHOSEN_COMPANY] = company.pk
        messages.success(request, f"Компания «{company.name}» создана. Дальше — люди, ключ API, чек и база.")
        return redirect("settings")
    return render(request, "pages/setup/company_new.html", {"form": form}, status=422 if form.errors else 200)
