"""Тренажёр of heads and integrators: who trained, and the situations."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentor.companies import queries as companies
from mentor.companies.middleware import CompanyRequest, require_viewer
from mentor.companies.people import Viewer
from mentor.engines.persona.wire import ScenarioError
from mentor.trainer import making
from mentor.trainer import queries as trainer
from mentor.trainer.access import access_scenario
from mentor.trainer.plays import content_of

from .history import chart, rows_of
from .scenario_form import DoubtRows, FactRows, ScenarioForm, content_from, initial_of
from .team import team_page


def team(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Behind ``home``."""
    page = team_page(viewer.company, companies.managers())
    return render(request, "pages/trainer/team.html", {"page": page, "pass_mark": viewer.company.pass_mark})


def _all(request: CompanyRequest, *, integrator: bool = False) -> Viewer:
    assert request.viewer is not None
    if not request.viewer.sees_all or (integrator and not request.viewer.is_integrator):
        raise Http404
    return request.viewer


@require_safe
@require_viewer
def member(request: CompanyRequest, pk: int) -> HttpResponse:
    """One manager's talks."""
    viewer = _all(request)
    found = companies.manager(pk)
    if found is None:
        raise Http404
    rows = rows_of(found.pk)
    context = {
        "member": found,
        "rows": rows,
        "chart": chart(rows, viewer.company),
        "crumbs": [("Тренажёр", reverse("trainer"))],
        "pass_mark": viewer.company.pass_mark,
    }
    return render(request, "pages/trainer/member.html", context)


@require_safe
@require_viewer
def scenarios(request: CompanyRequest) -> HttpResponse:
    """Everything that can be rehearsed; integrators see also what was put away."""
    viewer = _all(request)
    rows = trainer.every_scenario() if viewer.is_integrator else trainer.scenarios_for(None)
    context = {"rows": rows.select_related("manager"), "crumbs": [("Тренажёр", reverse("trainer"))]}
    return render(request, "pages/trainer/scenarios.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require_viewer
def scenario(request: CompanyRequest, pk: int) -> HttpResponse:
    """An integrator's editor: what the client is, hides and agrees to. A save is a new version."""
    viewer = _all(request, integrator=True)
    found = access_scenario(viewer, pk)
    version = found.versions.select_related("author").order_by("-number").first()
    if version is None:
        raise Http404
    content = content_of(version)
    first, facts, doubts = initial_of(content)
    data = request.POST if request.method == "POST" else None
    form = ScenarioForm(data, initial=first)
    fact_rows = FactRows(data, initial=facts, prefix="facts")
    doubt_rows = DoubtRows(data, initial=doubts, prefix="doubts")
    status = 200
    if data is not None:
        status = 422
        if form.is_valid() and fact_rows.is_valid() and doubt_rows.is_valid():
            written = content_from(content, form, fact_rows, doubt_rows)
            try:
                making.edit(scenario=found, content=written, by=viewer.user)
            except ScenarioError as problem:
                form.add_error(None, str(problem))
            else:
                messages.success(request, "Сохранено: следующий разговор пойдёт по новой версии.")
                return redirect("trainer_scenario", pk=pk)
    context = {
        "scenario": found,
        "version": version,
        "form": form,
        "facts": fact_rows,
        "doubts": doubt_rows,
        "crumbs": [("Тренажёр", reverse("trainer")), ("Ситуации", reverse("trainer_scenarios"))],
    }
    return render(request, "pages/trainer/scenario.html", context, status=status)


@require_POST
@require_viewer
def put_away(request: CompanyRequest, pk: int) -> HttpResponse:
    """Out of the managers' list, or back."""
    viewer = _all(request, integrator=True)
    found = access_scenario(viewer, pk)
    making.put_away(scenario=found, by=viewer.user, away=found.is_active)
    return redirect("trainer_scenarios")
