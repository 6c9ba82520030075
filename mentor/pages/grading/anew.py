"""Переоценка прошлых звонков: choose, see how many, start, watch, stop, read what changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentor.analysis import rubrics
from mentor.analysis.models import ReassessedCall, Reassessment
from mentor.companies import queries as companies
from mentor.companies.middleware import CompanyRequest
from mentor.core.problems import Problem
from mentor.pages.calls.queries import OUTCOME_TONES, client_words
from mentor.pages.setup.doors import for_integrators, viewer_of
from mentor.pages.setup.forms.fields import day_field, show_problem
from mentor.pipeline import reassess as pipeline

from .words import tabs

SHOWN = 10
MOST_CHANGES = 200


class WantedForm(forms.Form):
    """Which calls are meant."""

    since = day_field(label="С какого дня", required=False)
    until = day_field(label="По какой день", required=False)
    managers = forms.TypedMultipleChoiceField(
        label="Менеджеры",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Никого не выбрано — все.",
    )
    only_older = forms.BooleanField(
        label="Только оценённые по прежним версиям регламента",
        required=False,
        help_text="Без галочки — все звонки: например, после смены движка или новых оценок эксперта.",
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"only_older": True})
        found = companies.managers(active_only=False)
        self.fields["managers"].choices = [(each.pk, each.name) for each in found]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and since > until:
            self.add_error("until", "Конец раньше начала: поменяйте дни местами.")
        return found

    def wanted(self) -> pipeline.Wanted:
        """In moments of the company's own zone."""
        zone = companies.company().zone
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        return pipeline.Wanted(
            since=datetime.combine(since, time(), zone) if since else None,
            until=datetime.combine(until + timedelta(days=1), time(), zone) if until else None,
            managers=self.cleaned_data["managers"],
            only_older=self.cleaned_data["only_older"],
        )


@require_http_methods(["GET", "HEAD", "POST"])
@for_integrators
def reassess(request: CompanyRequest) -> HttpResponse:
    """The form tells how many calls it means first; «Начать» starts."""
    form = WantedForm(request.POST or None)
    counted = None
    if request.method == "POST" and form.is_valid():
        if "start" in request.POST:
            try:
                made = pipeline.start(wanted=form.wanted(), by=viewer_of(request).user)
            except Problem as problem:
                show_problem(form, problem)
            else:
                return redirect("reassessment", pk=made.pk)
        else:
            counted = pipeline.count(form.wanted())
    context = {
        "tabs": tabs("reassess"),
        "form": form,
        "counted": counted,
        "version": rubrics.current_version(),
        "running": pipeline.running(),
        "past": Reassessment.objects.select_related("rubric", "user").order_by("-pk")[:SHOWN],
    }
    return render(request, "pages/grading/reassess.html", context, status=422 if form.errors else 200)


def _one(pk: int) -> Reassessment:
    found = Reassessment.objects.select_related("rubric", "user").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_safe
@for_integrators
def reassessment(request: CompanyRequest, pk: int) -> HttpResponse:
    """How far it is, and what it changed."""
    job = _one(pk)
    context = {
        "job": job,
        "rows": changes(job),
        "most": MOST_CHANGES,
        "crumbs": [("Переоценка прошлых", reverse("reassess"))],
    }
    return render(request, "pages/grading/reassessment.html", context)


@require_safe
@for_integrators
def progress(request: CompanyRequest, pk: int) -> HttpResponse:
    """The part of the page that asks again while it goes on; at the end the whole page comes anew."""
    job = _one(pk)
    answer = render(request, "pages/grading/progress.html", {"job": job})
    if job.state != Reassessment.State.RUNNING:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@for_integrators
def cancel(request: CompanyRequest, pk: int) -> HttpResponse:
    """Stop it; what was judged stays."""
    if pipeline.cancel(reassessment=_one(pk), by=viewer_of(request).user):
        messages.success(request, "Переоценка остановлена. Уже разобранные звонки сохранили новые оценки.")
    else:
        messages.info(request, "Переоценка уже закончилась.")
    return redirect("reassessment", pk=pk)


def changes(job: Reassessment) -> list[dict[str, Any]]:
    """Calls whose outcome changed or that could not be judged. One query."""
    rows = (
        ReassessedCall.objects.filter(reassessment=job)
        .select_related("call__manager", "call__client", "before", "after")
        .order_by("pk")[:MOST_CHANGES]
    )
    return [
        {
            "call": row.call,
            "client": client_words(row.call, {})[0],
            "error": row.error,
            "before": row.before.get_outcome_display() if row.before else "",
            "before_tone": OUTCOME_TONES.get(row.before.outcome, "neutral") if row.before else "neutral",
            "after": row.after.get_outcome_display() if row.after else "",
            "after_tone": OUTCOME_TONES.get(row.after.outcome, "neutral") if row.after else "neutral",
        }
        for row in rows
    ]
