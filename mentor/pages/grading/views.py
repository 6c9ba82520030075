"""Оценка звонков: the queue, one call at a time, and the versions of a grade."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mentor.analysis import grades, grading_queue, rubrics
from mentor.analysis.grade import Mode, NewGrade, choices, picked_code
from mentor.analysis.models import LostReason, ObjectionKind, Outcome, Stage
from mentor.calls.models import Call
from mentor.clients.queries import phones_of
from mentor.companies.middleware import CompanyRequest
from mentor.pages.calls import card_parts
from mentor.pages.calls.queries import client_words
from mentor.pages.setup.doors import for_integrators, viewer_of
from mentor.pipeline import grading
from mentor.pipeline.grading import Graded
from mentor.recovery.access import access_call

from . import words
from .form import SCORES, UNSCORED, GradeForm
from .queries import is_gradable, queue_page, sides

MOST_SKIPPED = 50
SEEN_BESIDE, MOST_SEEN = "graded_beside", 500


@require_safe
@for_integrators
def queue(request: CompanyRequest) -> HttpResponse:
    """Which calls wait for a grade."""
    order, mode = words.order_of(request.GET.get("queue", "")), words.mode_of(request.GET.get("mode", ""))
    context = {
        "tabs": words.tabs("grading"),
        "page": queue_page(viewer_of(request), order),
        "orders": [
            {"title": title, "url": f"?{_query(each, mode)}", "active": each == order}
            for each, title in words.ORDER_TITLES.items()
        ],
        "modes": [
            {"title": title, "url": f"?{_query(order, each)}", "active": each == mode}
            for each, title in words.MODE_TITLES.items()
        ],
        "hint": words.ORDER_HINTS[order],
        "query": _query(order, mode),
        "mode": mode,
        # why a call is doubtful would tell the AI's judgement to who grades it blind
        "shows_why": order == "unsure" and mode == "beside",
    }
    return render(request, "pages/grading/queue.html", context)


def _query(order: str, mode: str, skipped: list[int] | None = None) -> str:
    return urlencode([("queue", order), ("mode", mode), *(("skip", each) for each in skipped or [])])


def _skipped(request: HttpRequest) -> list[int]:
    """Calls that the expert passed over this time, the latest of them."""
    found = [int(each) for each in request.GET.getlist("skip") if each.isdecimal() and len(each) < 19]
    return found[-MOST_SKIPPED:]


@require_safe
@for_integrators
def next_call(request: CompanyRequest) -> HttpResponse:
    """To the first call that waits, those passed over left out."""
    order, mode = words.order_of(request.GET.get("queue", "")), words.mode_of(request.GET.get("mode", ""))
    skipped = _skipped(request)
    pass_mark = viewer_of(request).company.pass_mark
    found = grading_queue.waiting(order, pass_mark=pass_mark, most=1, besides=skipped).calls
    if not found:
        messages.info(request, "В этой очереди больше нет звонков. Выберите другую.")
        return redirect(f"{reverse('grading')}?{_query(order, mode)}")
    return redirect(f"{reverse('grade', args=[found[0].call_id])}?{_query(order, mode, skipped)}")


def _gradable(request: CompanyRequest, pk: int) -> Call:
    call = access_call(viewer_of(request), pk)
    if not is_gradable(call):
        raise Http404
    return call


@require_http_methods(["GET", "HEAD", "POST"])
@for_integrators
def grade(request: CompanyRequest, pk: int) -> HttpResponse:
    """Listen to one call and grade it; a POST keeps one more version."""
    call = _gradable(request, pk)
    own = [each for each in grades.grades_of(call) if each.assessment.user_id == viewer_of(request).user.pk]
    # who has seen the AI's judgement of this call grades it blind no more
    asked = words.mode_of(request.POST.get("mode") or request.GET.get("mode", ""))
    mode: Mode = "beside" if own or call.pk in request.session.get(SEEN_BESIDE, []) else asked
    if mode == "beside" and not own:
        request.session[SEEN_BESIDE] = [*request.session.get(SEEN_BESIDE, []), call.pk][-MOST_SEEN:]
    version = rubrics.current_version()
    rules = choices(rubrics.as_engine_rubric(version).rules)
    utterances = call.transcript.utterances
    if request.method == "POST":
        data = request.POST.copy()
        data["mode"] = mode
        form = GradeForm(data, rules=rules, utterances=utterances)
        if form.is_valid():
            by = viewer_of(request).user
            saved = grading.keep(call=call, grade=form.cleaned_data["grade"], rubric=version, by=by)
            return _saved(request, call, saved, mode)
        return _show(request, call, form, mode, status=422)
    begin = _beginning(call, mode, own)
    return _show(request, call, GradeForm(rules=rules, utterances=utterances, begin=begin, mode=mode), mode)


def _beginning(call: Call, mode: Mode, own: list[Any]) -> NewGrade | None:
    """One's own last version, the AI's judgement beside it, or an empty sheet when blind."""
    if own:
        return grades.as_new_grade(own[0].assessment, own[0])
    ai = grades.ai_assessment(call) if mode == "beside" else None
    return grades.as_new_grade(ai, None) if ai else None


def _saved(request: CompanyRequest, call: Call, saved: Graded, mode: Mode) -> HttpResponse:
    told = f"Оценка сохранена, версия {saved.grade.number}."
    if saved.no_longer_lost:
        told += " Клиент больше не считается потерянным: рекомендация отозвана, показатели пересчитаны."
    elif saved.newly_lost:
        told += " Клиент считается потерянным: рекомендация появится через минуту."
    messages.success(request, told)
    if request.POST.get("then") != "next":
        return redirect("grade_versions", pk=call.pk)
    order = words.order_of(request.GET.get("queue", ""))
    chosen = words.mode_of(request.GET.get("mode", mode))
    return redirect(f"{reverse('grading_next')}?{_query(order, chosen, _skipped(request))}")


def _show(
    request: CompanyRequest, call: Call, form: GradeForm, mode: Mode, status: int = 200
) -> HttpResponse:
    transcript = call.transcript
    name, phone = client_words(call, phones_of([call.client_id] if call.client_id else []))
    ai = grades.ai_assessment(call) if mode == "beside" else None
    pins = _pins(ai) if ai else []
    order = words.order_of(request.GET.get("queue", ""))
    marks = form["marks"].value()
    context = {
        "call": call,
        "client": name,
        "phone": phone,
        "form": form,
        "mode": mode,
        "mode_title": words.MODE_TITLES[mode],
        "stages": [(row, getattr(ai, row.code) if ai else None) for row in form.stages()],
        "ai_rules": {picked_code(each.code, each.stage) for each in grades.deductions_of([ai.pk])}
        if ai
        else (),
        "scores": [(score, "—" if score == UNSCORED else score) for score in (UNSCORED, *SCORES[:-1])],
        "outcomes": Outcome.choices,
        "reasons": LostReason.choices,
        "stage_choices": Stage.choices,
        "objection_kinds": ObjectionKind.choices,
        "lines": card_parts.lines(call, transcript, None, [], []),
        "player": card_parts.player(call, transcript),
        "pins": pins,
        "marks": marks if isinstance(marks, str) else json.dumps(marks or [], ensure_ascii=False),
        "ai": ai,
        "skip_url": f"{reverse('grading_next')}?{_query(order, mode, [*_skipped(request), call.pk])}",
        "crumbs": [("Оценка звонков", f"{reverse('grading')}?{_query(order, mode)}")],
        "pass_mark": viewer_of(request).company.pass_mark,
    }
    return render(request, "pages/grading/grade.html", context, status=status)


def _pins(ai: Any) -> list[dict[str, Any]]:
    return card_parts.pins(ai, list(ai.deductions.order_by("id")), list(ai.heard_objections.order_by("id")))


@require_safe
@for_integrators
def versions(request: CompanyRequest, pk: int) -> HttpResponse:
    """All versions of a call's grade beside the AI's judgement."""
    call = _gradable(request, pk)
    found = grades.grades_of(call)
    if not found:
        return redirect("grade", pk=pk)
    context = {
        "call": call,
        "client": client_words(call, phones_of([call.client_id] if call.client_id else []))[0],
        "sides": sides(call, found),
        "comment": found[0].comment,
        "stage_comments": [
            (label, found[0].stage_comments[code])
            for code, label in zip(rubrics.STAGE_NUMBER, Stage.labels, strict=True)
            if code in found[0].stage_comments
        ],
        "passages": list(found[0].passages.order_by("utterance", "id")),
        "stage_titles": Stage.labels,
        "crumbs": [("Оценка звонков", reverse("grading"))],
        "pass_mark": viewer_of(request).company.pass_mark,
    }
    return render(request, "pages/grading/versions.html", context)
