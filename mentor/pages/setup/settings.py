"""Настройки компании and excluded numbers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings as django_settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mentor.analysis.grades import fallen_back
from mentor.clients.actions import recount_leads_since
from mentor.companies import actions, setup_queries, spending
from mentor.companies.middleware import CompanyRequest
from mentor.companies.models import Company, Engine
from mentor.core.problems import Problem
from mentor.engines.language_model.settings import fault_of
from mentor.pipeline.queue import defer_recount_leads
from mentor.trainer.listening import names_said

from .doors import for_heads, viewer_of
from .forms.company import SECTIONS, CompanyForm, ExcludedNumberForm


@require_http_methods(["GET", "HEAD", "POST"])
@for_heads
def settings(request: CompanyRequest) -> HttpResponse:
    """The company's settings; heads change what is theirs, integrators all of it."""
    viewer = viewer_of(request)
    form = CompanyForm(request.POST or None, company=viewer.company, by_integrator=viewer.is_integrator)
    if request.method == "POST" and form.is_valid():
        changes = form.changes()
        if changes:
            actions.change_company(company=viewer.company, by=viewer.user, **changes)
            if "started_on" in changes:
                recount_leads_since(changes["started_on"])
            if "crm_connected_from" in changes:
                defer_recount_leads(company_id=viewer.company.pk)
            messages.success(request, "Настройки сохранены. Новые значения действуют сразу.")
        else:
            messages.info(request, "Ничего не изменилось.")
        return redirect("settings")
    return _show(request, form, ExcludedNumberForm())


def _show(request: CompanyRequest, form: CompanyForm, number_form: ExcludedNumberForm) -> HttpResponse:
    sections: list[dict[str, Any]] = [
        {"title": title, "hint": hint, "fields": [form[name] for name in names], "names": names}
        for title, hint, names in SECTIONS
    ]
    context = {
        "form": form,
        "sections": sections,
        "number_form": number_form,
        "numbers": setup_queries.excluded_numbers(),
        "models": _on_models(form.company) if viewer_of(request).is_integrator else None,
    }
    wrong: list[forms.BaseForm] = [each for each in (form, number_form) if each.errors]
    return render(request, "pages/setup/settings.html", context, status=422 if wrong else 200)


def _on_models(company: Company) -> dict[str, Any] | None:
    """What language models did and cost this month against the budget (None: no limit); None where none is meant."""
    month = spending.this_month()
    spent = spending.month_of_models(month)
    set_up = bool(django_settings.LANGUAGE_MODEL["MENTOR_LM_URL"])
    is_missing = company.engine == Engine.LANGUAGE_MODEL and bool(fault_of(django_settings.LANGUAGE_MODEL))
    if not set_up and not spent.answers and not is_missing:
        return None
    return {
        "month": month,
        "spent": spent,
        "budget": spending.budget_of(django_settings.LANGUAGE_MODEL),
        "is_missing": is_missing,
        "fallen_back": fallen_back(since=month),
    }


@require_POST
@for_heads
def stresses_listen(request: CompanyRequest) -> HttpResponse:
    """The names of the form as the voice says them; nothing is saved."""
    try:
        sound = names_said(request.POST.get("stresses", "")[:5_000])
    except Problem as problem:
        return JsonResponse({"detail": problem.detail}, status=problem.status)
    return HttpResponse(sound, content_type="audio/wav", headers={"Cache-Control": "no-store"})


@require_POST
@for_heads
def number_exclude(request: CompanyRequest) -> HttpResponse:
    """Keep a phone out of every figure from now on."""
    viewer, form = viewer_of(request), ExcludedNumberForm(request.POST)
    if not form.is_valid():
        return _show(request, CompanyForm(company=viewer.company, by_integrator=viewer.is_integrator), form)
    actions.exclude_number(
        phone=form.cleaned_data["phone"], reason=form.cleaned_data["reason"], by=viewer.user
    )
    messages.success(request, "Номер исключён: его новые звонки храним, но не разбираем и не считаем.")
    return redirect("settings")


@require_POST
@for_heads
def number_include(request: CompanyRequest, pk: int) -> HttpResponse:
    """Its calls count again from now on."""
    number = setup_queries.excluded_number(pk)
    if number is None:
        raise Http404
    actions.include_number(number=number, by=viewer_of(request).user)
    messages.success(request, "Номер возвращён: его новые звонки снова разбираются.")
    return redirect("settings")
