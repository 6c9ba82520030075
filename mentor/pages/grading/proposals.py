"""Правила из отметок: what experts keep marking without a rule, accepted or declined."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mentor.analysis import proposals as marks
from mentor.analysis.models import Stage
from mentor.analysis.rubrics import STAGE_NUMBER
from mentor.companies.middleware import CompanyRequest
from mentor.core.problems import Problem
from mentor.engines.rubric import MAX_SCORE
from mentor.pages.setup.doors import for_integrators, viewer_of

from .words import tabs


class ProposalForm(forms.Form):
    """The proposed rule as it will be written."""

    key = forms.CharField(max_length=8_000, widget=forms.HiddenInput)
    wording = forms.CharField(label="За что снимаются баллы", max_length=300)
    stage = forms.TypedChoiceField(label="Этап", choices=Stage.choices, coerce=int)
    points = forms.IntegerField(label="Сколько баллов", min_value=1, max_value=MAX_SCORE)


def _form(proposal: marks.Proposal, data: object = None) -> ProposalForm:
    rule = proposal.rule
    initial = {
        "key": proposal.key,
        "wording": rule.wording,
        "stage": STAGE_NUMBER[rule.stage].value,
        "points": rule.points,
    }
    return ProposalForm(data, initial=initial, auto_id=f"p{proposal.ids[0]}-%s")  # type: ignore[arg-type] # QueryDict


@require_http_methods(["GET", "HEAD", "POST"])
@for_integrators
def proposals(request: CompanyRequest) -> HttpResponse:
    """What the marks propose; a POST accepts or declines one."""
    if request.method == "POST":
        return _answer(request)
    return _show(request)


def _show(request: CompanyRequest, typed: ProposalForm | None = None) -> HttpResponse:
    found = marks.proposals()
    rows = [
        (each, typed if typed is not None and typed.data.get("key") == each.key else _form(each))
        for each in found
    ]
    context = {"tabs": tabs("grading_proposals"), "rows": rows, "enough": marks.ENOUGH}
    return render(request, "pages/grading/proposals.html", context, status=422 if typed else 200)


def _answer(request: CompanyRequest) -> HttpResponse:
    by = viewer_of(request).user
    try:
        if request.POST.get("answer") == "decline":
            marks.decline(key=request.POST.get("key", ""), by=by)
            messages.info(request, "Предложение отклонено и больше не появится.")
            return redirect("grading_proposals")
        form = ProposalForm(request.POST)
        if not form.is_valid():
            return _show(request, form)
        saved = marks.accept(**form.cleaned_data, by=by)
    except Problem as problem:
        messages.warning(request, problem.detail)
        return redirect("grading_proposals")
    messages.success(request, f"Правило добавлено: действует версия {saved.number} регламента.")
    return redirect("grading_proposals")
