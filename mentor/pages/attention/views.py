"""«Требует внимания»: the list, and what a person can do about each line."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from mentor.calls import queries as calls
from mentor.calls.models import AttentionItem
from mentor.companies import queries as companies
from mentor.companies.middleware import CompanyRequest
from mentor.core.formats import counted
from mentor.pages.setup.doors import for_heads, viewer_of

from . import actions
from .queries import attention_page
from .words import MANAGER_UNKNOWN, STEP_FAILED

CALLS = ("звонок", "звонка", "звонков")


def _open_item(pk: int, code: str = "") -> AttentionItem | None:
    """The item while it is open; None where somebody settled it already. Http404 where there never was one."""
    item = calls.attention_item(pk)
    if item is None or (code and (item.code != code or item.call is None)):
        raise Http404
    return item if item.resolved_at is None else None


def _settled(request: CompanyRequest) -> HttpResponse:
    messages.info(request, "Это уже решено: строка перешла в «Решённые».")
    return redirect("attention")


@require_safe
@for_heads
def attention(request: CompanyRequest) -> HttpResponse:
    """What waits for a person, newest first."""
    found = attention_page(request.GET)
    return render(request, "pages/attention/list.html", {"found": found, "managers": companies.managers()})


@require_POST
@for_heads
def attention_bind(request: CompanyRequest, pk: int) -> HttpResponse:
    """«Привязать»: say who led the call."""
    item = _open_item(pk, MANAGER_UNKNOWN)
    if item is None:
        return _settled(request)
    chosen = request.POST.get("manager", "")
    manager = next((each for each in companies.managers() if str(each.pk) == chosen), None)
    if manager is None:
        messages.error(request, "Выберите менеджера из списка и нажмите «Привязать» ещё раз.")
        return redirect("attention")
    bound = actions.bind(item=item, manager=manager, by=viewer_of(request).user)
    text = f"{manager.name}: {counted(bound.count, *CALLS)} привязано, показатели пересчитаны."
    if bound.remembered:
        text += " Внутренний номер запомнили."
    if bound.left:
        text += (
            f" Ещё {counted(bound.left, *CALLS)} с этим номером ждут: нажмите «Привязать» у любого из них."
        )
    messages.success(request, text)
    return redirect("attention")


@require_POST
@for_heads
def attention_retry(request: CompanyRequest, pk: int) -> HttpResponse:
    """«Повторить»: the steps that failed start anew."""
    item = _open_item(pk, STEP_FAILED)
    if item is None:
        return _settled(request)
    actions.retry(item=item, by=viewer_of(request).user)
    messages.success(request, "Разбор начат заново. Если причина осталась, строка появится снова.")
    return redirect("attention")


@require_POST
@for_heads
def attention_hide(request: CompanyRequest, pk: int) -> HttpResponse:
    """«Скрыть»: nothing is left to do here."""
    item = _open_item(pk)
    if item is None:
        return _settled(request)
    actions.hide(item=item, by=viewer_of(request).user)
    messages.success(request, "Скрыто. Найти можно в «Решённых», кто скрыл — в журнале.")
    return redirect("attention")
