"""«Неизвестный номер»: internal numbers that nobody has, to bind to a manager in one go."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mentor.calls import queries as calls
from mentor.companies import queries as companies
from mentor.companies.middleware import CompanyRequest
from mentor.core.formats import counted
from mentor.pages.attention import actions
from mentor.pages.attention.words import MANAGER_UNKNOWN
from mentor.pages.setup.doors import for_integrators, viewer_of

from .queries import unknown_numbers


@require_http_methods(["GET", "HEAD", "POST"])
@for_integrators
def telephony_unknown(request: CompanyRequest) -> HttpResponse:
    """The list; a POST binds a number and every call that waits for it."""
    if request.method == "POST":
        _bind(request, request.POST.get("number", ""), request.POST.get("manager", ""))
        return redirect("telephony_unknown")
    context = {"numbers": unknown_numbers(), "managers": companies.managers()}
    return render(request, "pages/telephony/unknown.html", context)


def _bind(request: CompanyRequest, number: str, manager_id: str) -> None:
    manager = companies.manager(int(manager_id)) if manager_id.isdigit() and len(manager_id) < 19 else None
    if manager is None:
        messages.error(request, "Выберите менеджера, которому принадлежит номер.")
        return
    waiting = calls.attention_items(code=MANAGER_UNKNOWN).filter(call__manager_hint=number)
    item = waiting.order_by("created_at").first() if number else None
    if item is None:
        messages.info(request, "Звонков с этим номером больше нет: их уже привязали.")
        return
    bound = actions.bind(item=item, manager=manager, by=viewer_of(request).user)
    words = counted(bound.count, "звонок привязан", "звонка привязано", "звонков привязано")
    kept = " Номер запомнен: следующие звонки найдут его сами." if bound.remembered else ""
    left = f" Осталось ещё {bound.left}: нажмите ещё раз." if bound.left else ""
    messages.success(request, f"{manager.name}: {words}.{kept}{left}")
