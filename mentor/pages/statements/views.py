"""Акты: heads read and dispute, integrators read and answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mentor.analytics import statements as actions
from mentor.companies.middleware import CompanyRequest
from mentor.core.problems import Problem
from mentor.pages.documents import files
from mentor.pages.setup.doors import for_heads, viewer_of

from .content import statement_document
from .queries import ON_PAPER, access_statement, file_name, statement_page, statements_page


@require_safe
@for_heads
def statements(request: CompanyRequest) -> HttpResponse:
    """Every closed month, the newest first."""
    page = statements_page(viewer_of(request).company, timezone.now())
    return render(request, "pages/statements/list.html", {"page": page})


@require_safe
@for_heads
def statement(request: CompanyRequest, pk: int) -> HttpResponse:
    """One month, every line opened."""
    return _show(request, pk)


def _show(request: CompanyRequest, pk: int, problem: str = "", words: str = "") -> HttpResponse:
    page = statement_page(viewer_of(request), pk)
    context = {
        "page": page,
        "document": page.document,
        "problem": problem,
        "words": words,
        "can_dispute": viewer_of(request).is_head,
        "can_answer": viewer_of(request).is_integrator and bool(page.said),
    }
    return render(request, "pages/statements/statement.html", context, status=422 if problem else 200)


@require_safe
@for_heads
def statement_pdf(request: CompanyRequest, pk: int) -> HttpResponse:
    """To print and sign."""
    found = access_statement(viewer_of(request), pk)
    return files.pdf(statement_document(found.data, most=ON_PAPER), file_name(found.month))


@require_safe
@for_heads
def statement_xlsx(request: CompanyRequest, pk: int) -> HttpResponse:
    """With whole registers."""
    found = access_statement(viewer_of(request), pk)
    return files.xlsx(statement_document(found.data), file_name(found.month))


@require_POST
@for_heads
def statement_say(request: CompanyRequest, pk: int) -> HttpResponse:
    """A head disputes, an integrator answers; the words stay on record."""
    viewer = viewer_of(request)
    found = access_statement(viewer, pk)
    say = actions.dispute if viewer.is_head else actions.answer
    words = request.POST.get("words", "")
    name = viewer.member.name if viewer.member else viewer.user.name or viewer.user.email
    try:
        say(statement=found, words=words, by=viewer.user, by_name=name)
    except Problem as problem:
        return _show(request, pk, problem.detail, words)
    messages.success(
        request,
        "Возражение записано. Интегратор ответит здесь же; акт остаётся в том виде, в каком составлен."
        if viewer.is_head
        else "Ответ записан. Если данные нужно исправить, поправка войдёт в следующий акт.",
    )
    return redirect("statement", pk=pk)
