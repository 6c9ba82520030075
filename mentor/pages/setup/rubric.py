"""Регламент: rules as data, in versions. Integrators edit, heads read."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mentor.analysis import rubrics
from mentor.analysis.models import RubricVersion
from mentor.analysis.rubric_changes import BY_EXAMPLES, Change, changes, next_code, with_added
from mentor.companies.middleware import CompanyRequest
from mentor.core.problems import Problem
from mentor.pipeline.trial import try_rule

from .doors import for_heads, for_integrators, viewer_of
from .forms.fields import show_problem
from .forms.rubric import NewRuleForm, RubricForm, filled

WORDS = {
    "added": "новое правило",
    "removed": "правило убрано",
    "wording": "формулировка",
    "points": "баллы",
    "switched_on": "включено",
    "switched_off": "выключено",
    "examples": "образцы фраз",
}


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in the list, with what it changed against the one before."""

    version: RubricVersion
    changes: list[tuple[str, Change]]
    is_first: bool
    is_current: bool


def version_rows() -> list[VersionRow]:
    """Newest first."""
    found = rubrics.versions()
    rows = []
    for at, (version, rules) in enumerate(found):
        is_first = at == len(found) - 1
        told = [] if is_first else [(WORDS[each.kind], each) for each in changes(found[at + 1][1], rules)]
        rows.append(VersionRow(version, told, is_first, is_current=at == 0))
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
@for_heads
def rubric(request: CompanyRequest) -> HttpResponse:
    """The rules in force; a POST of an integrator saves a new version."""
    if request.method == "POST":
        return _save(request)
    return _show(request, None)


def _save(request: CompanyRequest) -> HttpResponse:
    """Save what was typed as a new version, unless nothing changed or somebody was faster."""
    if not viewer_of(request).is_integrator:
        raise Http404
    rules = rubrics.as_engine_rubric(rubrics.current_version()).rules
    form = RubricForm(filled(request.POST, rules), rules=rules)
    base = request.POST.get("base", "")
    if not form.is_valid():
        return _show(request, form, base=base)
    edited = form.edited()
    try:
        rubrics.check_base(int(base) if base.isdecimal() else 0)
    except Problem as problem:
        show_problem(form, problem)
        return _show(request, form)
    if not changes(rules, edited):
        messages.info(request, "Правила не изменились: новая версия не нужна.")
        return redirect("rubric")
    saved = rubrics.save_version(rules=edited, note=form.cleaned_data["note"], by=viewer_of(request).user)
    messages.success(
        request,
        f"Версия {saved.number} сохранена. По ней будут разобраны новые звонки, прежние оценки не изменятся.",
    )
    return redirect("rubric")


def _show(request: CompanyRequest, form: RubricForm | None, base: str = "") -> HttpResponse:
    """``base`` is the version that the editor started from: the one in force unless said otherwise."""
    version = rubrics.current_version()
    rules = rubrics.as_engine_rubric(version).rules
    context = {
        "form": form or RubricForm(rules=rules),
        "base": base or version.number,
        "version": version,
        "versions": version_rows(),
        "can_edit": viewer_of(request).is_integrator,
    }
    return render(request, "pages/setup/rubric.html", context, status=422 if form is not None else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_integrators
def rule_new(request: CompanyRequest) -> HttpResponse:
    """One more rule of the company; it makes a new version. «Попробовать» tells what it would have heard."""
    form = NewRuleForm(request.POST or None, initial={"stage": request.GET.get("stage", "")})
    context = {"form": form, "crumbs": [("Регламент", reverse("rubric"))]}
    if request.method == "POST" and form.is_valid():
        if "try" in request.POST:
            rule = form.rule("trial")
            context |= {"rule": rule, "trial": try_rule(rule) if rule.detector else None, "tried": True}
            return render(request, "pages/setup/rule_new.html", context)
        return _add(request, form)
    return render(request, "pages/setup/rule_new.html", context, status=422 if form.errors else 200)


def _add(request: CompanyRequest, form: NewRuleForm) -> HttpResponse:
    rule = form.rule(next_code(rubrics.used_codes()))
    rules = with_added(rubrics.as_engine_rubric(rubrics.current_version()).rules, rule)
    saved = rubrics.save_version(
        rules=rules, note=f"новое правило: {rule.wording}"[:300], by=viewer_of(request).user
    )
    messages.success(request, f"Правило добавлено, действует версия {saved.number}.")
    return redirect("rubric")


@require_safe
@for_integrators
def rule_trial(request: CompanyRequest, code: str) -> HttpResponse:
    """What a rule in force by example phrases hears in recent calls."""
    rules = rubrics.as_engine_rubric(rubrics.current_version()).rules
    rule = next((each for each in rules if each.code == code and each.detector in BY_EXAMPLES), None)
    if rule is None:
        raise Http404
    context = {"rule": rule, "trial": try_rule(rule), "crumbs": [("Регламент", reverse("rubric"))]}
    return render(request, "pages/setup/rule_trial.html", context)
