"""Presentations of what the company sells: written, changed, taken away."""

from __future__ import annotations

from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from mentor.companies.actions import audit
from mentor.companies.middleware import CompanyRequest
from mentor.knowledge import actions, queries
from mentor.knowledge.models import Script

from .doors import for_heads, viewer_of
from .forms.knowledge import FileForm, PresentationForm
from .knowledge import saved_part, show_part


def _access(pk: int) -> Script:
    found = queries.presentation(pk)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@for_heads
def presentations(request: CompanyRequest) -> HttpResponse:
    """What there is, and a form for another one."""
    if "read" in request.POST:
        return _from_file(request)
    form = PresentationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.save_presentation(presentation=None, **form.cleaned_data)
        return saved_part(request, "presentations", title=made.title)
    context = {"form": form, "file": FileForm(), "presentations": queries.presentations()}
    return show_part(request, "presentations", **context)


def _from_file(request: CompanyRequest) -> HttpResponse:
    """A file's lines in the form of a new presentation, to be looked at and saved."""
    file = FileForm(request.POST, request.FILES)
    lines = file.lines()
    initial = (
        {"title": Path(file.cleaned_data["file"].name).stem[:200], "text": "\n".join(lines)} if lines else {}
    )
    form = PresentationForm(initial=initial)
    context = {"form": form, "file": file, "presentations": queries.presentations()}
    return show_part(request, "presentations", read=len(lines), **context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_heads
def presentation(request: CompanyRequest, pk: int) -> HttpResponse:
    """One presentation to read and change."""
    row = _access(pk)
    initial = {"title": row.title, "text": row.stages.get("presentation", "")}
    form = PresentationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.save_presentation(presentation=row, **form.cleaned_data)
        return saved_part(request, "presentations", title=row.title)
    return show_part(request, "presentation", form=form, presentation=row)


@require_POST
@for_heads
def presentation_remove(request: CompanyRequest, pk: int) -> HttpResponse:
    """Away with it."""
    row = _access(pk)
    actions.remove_presentation(presentation=row)
    audit(user=viewer_of(request).user, action="presentations.removed", title=row.title)
    messages.success(request, f"Презентация «{row.title}» убрана.")
    return redirect("presentations")
