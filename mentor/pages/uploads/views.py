"""Загрузка звонков: one recording, or a ZIP with a table. For heads and integrators."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mentor.calls.admission import installed_rules
from mentor.calls.batch_csv import COLUMNS
from mentor.calls.forms import ArchiveForm, OneCallForm
from mentor.calls.payload_errors import field_errors
from mentor.companies import queries as companies
from mentor.companies.actions import audit
from mentor.companies.middleware import CompanyRequest, require_viewer
from mentor.companies.people import Viewer
from mentor.core.problems import Problem

from .work import ArchiveReport, take_archive, take_one

EXAMPLE = (
    "file;started_at;direction;manager;phone;name;purpose;source_call_id;transcript\r\n"
    "call-1.wav;02.03.2026 14:20;входящий;101;+7 912 345-67-89;Ирина;;;\r\n"
    "call-2.mp3;02.03.2026 15:05:10;исходящий;petr@example.ru;;;архив;7731;call-2.txt\r\n"
)
View = Callable[[CompanyRequest, Viewer], HttpResponse]


def _for_those_who_see_all(view: View) -> Callable[..., HttpResponseBase]:
    @require_viewer
    @wraps(view)
    def guarded(request: CompanyRequest) -> HttpResponse:
        assert request.viewer is not None
        if not request.viewer.sees_all:
            raise PermissionDenied
        return view(request, request.viewer)

    return guarded


@require_safe
@_for_those_who_see_all
def uploads(request: CompanyRequest, viewer: Viewer) -> HttpResponse:
    """Both forms and what the table must look like."""
    return _page(request, viewer)


@require_http_methods(["GET", "POST"])
@_for_those_who_see_all
def upload_one(request: CompanyRequest, viewer: Viewer) -> HttpResponse:
    """One call; then its page. Asked for anew (a reload), it leads to the forms."""
    if request.method != "POST":
        return redirect("uploads")
    form = OneCallForm(request.POST, request.FILES, managers=_managers())
    if not form.is_valid():
        return _page(request, viewer, one=form, status=422)
    try:
        taken = take_one(form, company=viewer.company, rules=installed_rules())
    except Problem as trouble:
        form.refuse(field_errors(trouble))
        return _page(request, viewer, one=form, status=422)
    audit(user=viewer.user, action="call.uploaded", subject=f"call:{taken.call.pk}", created=taken.created)
    said = "Звонок загружен, разбор начался." if taken.created else "Эта запись уже загружена: вот её звонок."
    messages.success(request, said)
    return redirect("call", taken.call.pk)


@require_http_methods(["GET", "POST"])
@_for_those_who_see_all
def upload_archive(request: CompanyRequest, viewer: Viewer) -> HttpResponse:
    """Every row of the table, each with what became of it. Asked for anew, it leads to the forms."""
    if request.method != "POST":
        return redirect("uploads")
    form = ArchiveForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, viewer, archive=form, status=422)
    try:
        report = take_archive(form, company=viewer.company, rules=installed_rules())
    except Problem as trouble:
        form.add_error("archive", trouble.detail)
        return _page(request, viewer, archive=form, status=422)
    audit(
        user=viewer.user,
        action="calls.uploaded",
        taken=report.taken,
        known=report.known,
        refused=report.refused,
    )
    return _page(request, viewer, report=report)


@require_safe
@_for_those_who_see_all
def example(request: CompanyRequest, viewer: Viewer) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """A table to fill in; the mark at its head makes Excel read it as UTF-8."""
    answer = HttpResponse(EXAMPLE.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="zvonki.csv"'
    return answer


def _page(
    request: CompanyRequest,
    viewer: Viewer,
    *,
    one: OneCallForm | None = None,
    archive: ArchiveForm | None = None,
    report: ArchiveReport | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now().astimezone(viewer.company.zone)
    context = {
        "one": one or OneCallForm(managers=_managers(), initial={"started_at": f"{now:%Y-%m-%dT%H:%M}"}),
        "archive": archive or ArchiveForm(),
        "report": report,
        "columns": COLUMNS,
        "zone": viewer.company.time_zone,
        "most_mb": settings.MAX_RECORDING_BYTES // 1024**2,
    }
    return render(request, "pages/uploads/uploads.html", context, status=status)


def _managers() -> list[tuple[str, str]]:
    """Those whom a call can name: by their first internal number, else by e-mail."""
    people = companies.managers()
    prefetch_related_objects(people, "extensions")
    choices = []
    for person in people:
        extension = min((each.value for each in person.extensions.all()), default="")
        if extension:
            choices.append((f"extension:{extension}", f"{person.name}, {extension}"))
        elif person.email:
            choices.append((f"email:{person.email}", person.name))
    return choices
