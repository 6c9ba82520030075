"""Потерянные клиенты, their export, and the manager's mark on a recommendation."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mentor.companies.actions import audit
from mentor.companies.middleware import CompanyRequest, require_viewer
from mentor.pages.recommendations.back import back
from mentor.recovery import actions as recovery
from mentor.recovery.access import access_recommendation, answers_for
from mentor.recovery.models import Recommendation

from .export import MOST_ROWS, workbook
from .queries import exported, losses_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARKED = {
    Recommendation.Mark.DONE: "Отмечено. Выполненной рекомендация станет, когда система услышит звонок.",
    Recommendation.Mark.MESSENGER: "Отмечено: написали в мессенджер. Подтвердить это звонком нельзя.",
}


@require_safe
@require_viewer
def losses(request: CompanyRequest) -> HttpResponse:
    """The lost clients that the viewer may see."""
    assert request.viewer is not None
    found = losses_page(request.viewer, request.GET, timezone.now())
    return render(request, "pages/losses/list.html", {"found": found, "filters": found.filters})


@require_safe
@require_viewer
def losses_export(request: CompanyRequest) -> HttpResponse:
    """The same list as a workbook."""
    assert request.viewer is not None
    now = timezone.now()
    rows = exported(request.viewer, request.GET, now, MOST_ROWS)
    audit(user=request.viewer.user, action="losses.exported", rows=min(len(rows), MOST_ROWS))
    zone = request.viewer.company.zone
    answer = HttpResponse(workbook(rows, zone), content_type=XLSX)
    name = f"poteryannye-klienty-{now.astimezone(zone):%Y-%m-%d}.xlsx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@require_viewer
def recommendation_mark(request: CompanyRequest, pk: int) -> HttpResponse:
    """The manager says that it is done, or was written in a messenger. Only the one who is to call may."""
    assert request.viewer is not None
    recommendation = access_recommendation(request.viewer, pk)
    if not answers_for(request.viewer.member, recommendation):
        raise PermissionDenied
    kind = request.POST.get("mark") or Recommendation.Mark.DONE
    if kind not in Recommendation.Mark.values:
        messages.error(request, "Такой отметки нет. Ничего не изменено.")
    elif recommendation.closed_at is not None:
        messages.info(request, "Рекомендация уже закрыта, отметка не нужна.")
    else:
        recovery.mark(recommendation=recommendation, kind=kind)
        messages.success(request, MARKED[Recommendation.Mark(kind)])
    return redirect(back(request, recommendation.case.client_id))
