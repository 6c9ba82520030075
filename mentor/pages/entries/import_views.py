"""Загрузка таблиц: a table is checked, its bad rows are named, the rest is loaded on consent."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentor.clients.models import EntryImport, ImportState
from mentor.companies.middleware import CompanyRequest
from mentor.pages.setup.doors import for_integrators, viewer_of
from mentor.pipeline.ledger import imports
from mentor.pipeline.ledger.tables import COLUMNS, heading

from .forms import TableForm, sent

MOST_BYTES = 64 * 1024 * 1024
MOST_SHOWN = 200
RUNNING = (ImportState.CHECKING, ImportState.LOADING)
TITLES = {"lead": "Лиды", "deal": "Сделки", "payment": "Оплаты и возвраты"}


@require_http_methods(["GET", "HEAD", "POST"])
@for_integrators
def imports_page(request: CompanyRequest) -> HttpResponse:
    """The form, what a table must look like, and the tables of before."""
    form = TableForm(**sent(request), initial={"kind": "payment"})
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["table"]
        if file.size > MOST_BYTES:
            form.add_error("table", f"Файл больше {MOST_BYTES // 1024**2} МБ: разделите таблицу на части.")
        else:
            found = imports.start(
                kind=form.cleaned_data["kind"],
                file=file,
                original_name=(file.name or "")[-255:],
                by=viewer_of(request).user,
            )
            return redirect("entry_import", pk=found.pk)
    context = {
        "form": form,
        "columns": [(TITLES[kind], columns) for kind, columns in COLUMNS.items()],
        "tables": imports.recent(),
        "zone": viewer_of(request).company.time_zone,
        "most_mb": MOST_BYTES // 1024**2,
        "crumbs": [("Деньги", reverse("money")), ("Записи", reverse("entries"))],
    }
    return render(request, "pages/entries/imports.html", context, status=422 if form.errors else 200)


@require_safe
@for_integrators
def entry_import(request: CompanyRequest, pk: int) -> HttpResponse:
    """One table: what was found in it, and the question whether to load it."""
    found = _found(pk)
    context = {
        "table": found,
        "title": TITLES[found.kind],
        "refusals": [(row, heading(found.kind, row.field)) for row in imports.refusals(found)[:MOST_SHOWN]],
        "most": MOST_SHOWN,
        "is_running": found.state in RUNNING,
        "crumbs": [("Деньги", reverse("money")), ("Загрузка таблиц", reverse("entry_imports"))],
    }
    return render(request, "pages/entries/import.html", context)


@require_safe
@for_integrators
def entry_import_refusals(request: CompanyRequest, pk: int) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Every bad row, to be mended and loaded again."""
    found = _found(pk)
    lines = ["строка;столбец;значение;что не так"]
    lines += [
        ";".join(_cell(each) for each in (row.line, heading(found.kind, row.field), row.value, row.detail))
        for row in imports.refusals(found).iterator()
    ]
    answer = HttpResponse("\r\n".join(lines).encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="oshibki-{pk}.csv"'
    return answer


@require_POST
@for_integrators
def entry_import_agree(request: CompanyRequest, pk: int) -> HttpResponse:
    """Consent: the good rows are loaded."""
    if not imports.agree(entry_import=_found(pk), by=viewer_of(request).user):
        messages.info(request, "Загружать нечего.")
    return redirect("entry_import", pk=pk)


@require_POST
@for_integrators
def entry_import_cancel(request: CompanyRequest, pk: int) -> HttpResponse:
    """The table is not wanted."""
    if imports.cancel(entry_import=_found(pk), by=viewer_of(request).user):
        messages.success(request, "Таблица отменена, ничего не записано.")
    return redirect("entry_imports")


def _cell(value: object) -> str:
    """A cell that Excel neither splits nor takes for a formula."""
    text = str(value)
    text = f"'{text}" if text[:1] in "=+-@\t" and not text[1:].isdigit() else text
    return '"' + text.replace('"', '""') + '"'


def _found(pk: int) -> EntryImport:
    found = imports.find_import(pk) if pk < 2**63 else None
    if found is None:
        raise Http404
    return found
