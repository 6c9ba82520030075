"""База знаний in plain forms: script, objections, expert's rules, forbidden phrases, reference calls."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from mentor.companies.actions import audit
from mentor.companies.middleware import CompanyRequest
from mentor.knowledge import actions, queries
from mentor.knowledge.models import Script
from mentor.recovery.access import access_call

from .doors import for_heads, viewer_of
from .forms.knowledge import (
    PAGE_ROWS,
    FileForm,
    NoteForm,
    ReferenceForm,
    RulesForm,
    ScriptForm,
    no_repeats,
    objection_forms,
    phrase_forms,
)

PARTS = (
    ("knowledge_search", "Найти"),
    ("knowledge", "Скрипт"),
    ("presentations", "Презентации"),
    ("knowledge_objections", "Возражения"),
    ("knowledge_rules", "Правила эксперта"),
    ("knowledge_phrases", "Запрещённые фразы"),
    ("knowledge_references", "Эталонные звонки"),
)


def show_part(request: CompanyRequest, name: str, **context: Any) -> HttpResponse:
    """A page of the knowledge under its tabs; 422 where what was typed does not do."""
    tabs = [{"title": title, "url": reverse(part), "active": part == name} for part, title in PARTS]
    forms = [context[each] for each in ("form", "rows", "file") if context.get(each) is not None]
    wrong = any(form.is_bound and not form.is_valid() for form in forms)
    template = f"pages/setup/{name}.html"
    return render(request, template, {**context, "tabs": tabs}, status=422 if wrong else 200)


def saved_part(request: CompanyRequest, name: str, where: str = "", **details: Any) -> HttpResponse:
    """Note the change, say so, and show the page anew (``where``: its query)."""
    audit(user=viewer_of(request).user, action=f"{name}.changed", **details)
    messages.success(request, "Сохранено. Новые разборы и рекомендации будут это учитывать.")
    return redirect(f"{reverse(name)}{where}")


@require_http_methods(["GET", "HEAD", "POST"])
@for_heads
def script(request: CompanyRequest) -> HttpResponse:
    """The script by stages."""
    known = queries.main_script()
    if "read" in request.POST:
        return _script_from_file(request, known)
    form = ScriptForm(request.POST or None, script=known)
    if request.method == "POST" and form.is_valid():
        stages, required = form.stages(), form.required_items()
        title = form.cleaned_data["title"]
        if known is not None and known.title != title:
            actions.rename_script(script=known, title=title)
        actions.set_script(title=title, stages=stages, required=required)
        return saved_part(request, "knowledge", stages=len(stages), required=len(required))
    return show_part(request, "knowledge", form=form, file=FileForm())


def _script_from_file(request: CompanyRequest, known: Script | None) -> HttpResponse:
    """The stages of a file in the form, to be looked at and saved; stages that it does not have stay as they were."""
    file, form = FileForm(request.POST, request.FILES), ScriptForm(script=known)
    stages = file.stages()
    form.initial.update({f"stage-{code}": text for code, text in stages.items()})
    return show_part(request, "knowledge", form=form, file=file, read=len(stages))


@require_http_methods(["GET", "HEAD", "POST"])
@for_heads
def objections(request: CompanyRequest) -> HttpResponse:
    """Objections with the answers that work."""
    known = queries.objections()
    page = _page(request, known)
    rows = objection_forms(request.POST or None, page.object_list)
    if request.method == "POST" and rows.is_valid() and no_repeats(rows, "text", known):
        typed = [row.cleaned_data for row in rows if row.cleaned_data]
        actions.change_objections([(row["id"], row["text"], row["answer"]) for row in typed])
        return saved_part(request, "knowledge_objections", _last(page), count=known.count())
    return show_part(request, "knowledge_objections", rows=rows, page=page)


@require_http_methods(["GET", "HEAD", "POST"])
@for_heads
def rules(request: CompanyRequest) -> HttpResponse:
    """The expert's principles, one a line."""
    form = RulesForm(request.POST or None, initial={"rules": "\n".join(queries.expert_rules())})
    if request.method == "POST" and form.is_valid():
        actions.set_expert_rules(form.items())
        return saved_part(request, "knowledge_rules", count=len(form.items()))
    return show_part(request, "knowledge_rules", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_heads
def phrases(request: CompanyRequest) -> HttpResponse:
    """What is not said here."""
    known = queries.forbidden_phrases()
    page = _page(request, known)
    rows = phrase_forms(request.POST or None, page.object_list)
    if request.method == "POST" and rows.is_valid() and no_repeats(rows, "phrase", known):
        typed = [row.cleaned_data for row in rows if row.cleaned_data]
        actions.change_forbidden_phrases(
            [(row["id"], row["phrase"], row["why"], row["instead"]) for row in typed]
        )
        return saved_part(request, "knowledge_phrases", _last(page), count=known.count())
    return show_part(request, "knowledge_phrases", rows=rows, page=page)


def _page(request: CompanyRequest, rows: QuerySet[Any]) -> Page[Any]:
    """The page that the address names; the nearest one where there is no such page."""
    return Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))


def _last(page: Page[Any]) -> str:
    """Query of the page that was edited."""
    return f"?page={page.number}" if page.number > 1 else ""


@require_http_methods(["GET", "HEAD", "POST"])
@for_heads
def references(request: CompanyRequest) -> HttpResponse:
    """Calls to learn from."""
    viewer, form = viewer_of(request), ReferenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            call = access_call(viewer, form.cleaned_data["call"])
        except Http404:
            form.add_error("call", "Такого звонка в компании нет. Проверьте номер в адресе его страницы.")
        else:
            actions.add_reference(call=call, by=viewer.user, note=form.cleaned_data["note"])
            audit(user=viewer.user, action="reference.added", subject=f"call:{call.pk}")
            messages.success(
                request, "Звонок стал эталоном: рекомендации смогут брать из него удачные ответы."
            )
            return redirect("knowledge_references")
    return show_part(request, "knowledge_references", form=form, references=queries.references())


@require_POST
@for_heads
def reference_remove(request: CompanyRequest, pk: int) -> HttpResponse:
    """The call with this id is no longer one to learn from."""
    viewer = viewer_of(request)
    call = access_call(viewer, pk)
    actions.remove_reference(call=call)
    audit(user=viewer.user, action="reference.removed", subject=f"call:{call.pk}")
    messages.success(request, "Звонок больше не эталон. Сам звонок и его разбор на месте.")
    return redirect("knowledge_references")


@require_POST
@for_heads
def call_reference(request: CompanyRequest, pk: int) -> HttpResponse:
    """«В эталоны» on a call's page with what to learn from it, and back again."""
    viewer, form = viewer_of(request), NoteForm(request.POST)
    call = access_call(viewer, pk)
    if "remove" in request.POST:
        actions.remove_reference(call=call)
        audit(user=viewer.user, action="reference.removed", subject=f"call:{pk}")
        messages.success(request, "Звонок больше не эталон. Сам звонок и его разбор на месте.")
    elif form.is_valid():
        actions.add_reference(call=call, by=viewer.user, note=form.cleaned_data["note"])
        audit(user=viewer.user, action="reference.added", subject=f"call:{pk}")
        messages.success(request, "Звонок в эталонах: рекомендации смогут брать из него удачные ответы.")
    else:
        messages.error(request, "Звонок не добавлен: пояснение длиннее 300 знаков.")
    return redirect("call", pk=pk)
