"""Pages of set-up in outline: what is set now, as facts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from mentor.analysis.rubrics import current_version
from mentor.companies import lookup, queries
from mentor.companies.actions import audit
from mentor.companies.middleware import CHOSEN_COMPANY, CompanyRequest
from mentor.companies.models import ApiKey, AuditEntry, Company, Member
from mentor.core.tenancy import company_scope
from mentor.knowledge.models import KnownObjection

from .doors import for_heads, for_staff, viewer_of


def _facts(request: HttpRequest, title: str, rows: list[tuple[str, object]]) -> HttpResponse:
    return render(request, "pages/setup/outline.html", {"title": title, "rows": rows})


@require_safe
@for_staff
def companies(request: CompanyRequest) -> HttpResponse:
    found = []
    for company_id in lookup.company_ids():
        with company_scope(company_id):
            found.append(Company.objects.get())
    return render(request, "pages/setup/companies.html", {"companies": found})


@require_POST
@for_staff
def choose_company(request: CompanyRequest, pk: int) -> HttpResponse:
    if pk not in lookup.company_ids():
        return redirect("companies")
    request.session[CHOSEN_COMPANY] = pk
    with company_scope(pk):
        audit(user=request.user, action="company.entered", subject=f"company:{pk}")  # type: ignore[arg-type]
    return redirect("overview")


@require_safe
def no_company(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/setup/no_company.html")


@require_safe
@for_heads
def people(request: CompanyRequest) -> HttpResponse:
    return _facts(request, "Люди", [(m.name, m.get_role_display()) for m in Member.objects.order_by("name")])


@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    known = lookup.company_of_invitation(token)
    return render(request, "pages/setup/no_company.html", {"known": known})


@require_safe
@for_heads
def settings(request: CompanyRequest) -> HttpResponse:
    company = viewer_of(request).company
    return _facts(request, "Компания", [("Название", company.name), ("Часовой пояс", company.time_zone)])


@require_safe
@for_heads
def rubric(request: CompanyRequest) -> HttpResponse:
    return _facts(request, "Регламент", [(r.wording, r.points) for r in current_version().rules.all()])


@require_safe
@for_heads
def figures(request: CompanyRequest) -> HttpResponse:
    return _facts(request, "Чек и база", list(queries.average_cheques()))


@require_safe
@for_heads
def api_keys(request: CompanyRequest) -> HttpResponse:
    return _facts(request, "Ключи API", [(k.prefix, k.name) for k in ApiKey.objects.order_by("id")])


@require_safe
@for_heads
def knowledge(request: CompanyRequest) -> HttpResponse:
    return _facts(request, "База знаний", [(k.text, k.good_answer) for k in KnownObjection.objects.all()])


@require_safe
@for_heads
def audit_trail(request: CompanyRequest) -> HttpResponse:
    return _facts(request, "Журнал действий", [(e.at, e.action) for e in AuditEntry.objects.order_by("-at")[:50]])


@require_safe
@for_heads
def attention(request: CompanyRequest) -> HttpResponse:
    return _facts(request, "Требует внимания", [])
