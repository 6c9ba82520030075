"""Heads give cases to other managers, bind calls anew, and note who is away."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from mentor.companies import absences
from mentor.companies import queries as companies
from mentor.companies.middleware import CompanyRequest
from mentor.companies.models import Member
from mentor.core.formats import counted
from mentor.core.problems import Problem
from mentor.pages.setup.doors import for_heads, viewer_of
from mentor.pipeline import rebinding
from mentor.recovery import day
from mentor.recovery.access import access_call
from mentor.recovery.queries import open_case

from .back import back
from .day_views import tried

CLIENTS = ("клиент передан", "клиента переданы", "клиентов передано")


def _manager(value: str) -> Member | None:
    found = companies.manager(int(value)) if value.isdigit() else None
    return found if found is not None and found.is_active else None


@require_POST
@for_heads
def case_reassign(request: CompanyRequest, pk: int) -> HttpResponse:
    """One case to another manager."""
    case, to = open_case(pk), _manager(request.POST.get("manager", ""))
    if case is None:
        raise Http404
    if to is None:
        messages.error(request, "Выберите работающего менеджера. Ничего не изменено.")
    elif rebinding.give_case(case=case, to=to, by=viewer_of(request).user):
        messages.success(request, f"Клиента возвращает {to.name}. Текст написан от нового имени.")
    return redirect(back(request, case.client_id))


@require_POST
@for_heads
def cases_give(request: CompanyRequest, pk: int) -> HttpResponse:
    """All open cases of a manager to another one."""
    of, to = companies.manager(pk), _manager(request.POST.get("manager", ""))
    if of is None:
        raise Http404
    if to is None or to.pk == of.pk:
        messages.error(request, "Выберите другого работающего менеджера. Ничего не изменено.")
    else:
        number = rebinding.give_all(of=of, to=to, by=viewer_of(request).user)
        messages.success(request, f"{to.name}: {counted(number, *CLIENTS)}.")
    return redirect("person", pk=pk)


@require_POST
@for_heads
def call_rebind(request: CompanyRequest, pk: int) -> HttpResponse:
    """The call was led by another manager, or was with another client."""
    viewer = viewer_of(request)
    call = access_call(viewer, pk)
    phone, wanted = request.POST.get("phone", "").strip(), request.POST.get("manager", "")

    def work() -> None:
        manager = _manager(wanted)
        if manager is None and not phone:
            raise Problem("nothing", "Выберите менеджера или введите телефон клиента.")
        if manager is not None:
            rebinding.rebind_manager(call=call, manager=manager, by=viewer.user)
        if phone:
            rebinding.rebind_client(call=call, phone=phone, by=viewer.user)

    tried(request, work, "Звонок привязан заново: показатели и случаи клиентов пересчитаны.")
    return redirect("call", pk=pk)


@require_POST
@for_heads
def absence_add(request: CompanyRequest, pk: int) -> HttpResponse:
    """Days on which a manager is away: due times that fall into them move behind them."""
    member, viewer = companies.manager(pk), viewer_of(request)
    if member is None:
        raise Http404

    def work() -> None:
        try:
            first, last = (parse_date(request.POST.get(name, "")) for name in ("first_day", "last_day"))
        except ValueError:
            first = last = None
        if first is None or last is None:
            raise Problem("days_missing", "Укажите первый и последний день.")
        reason = request.POST.get("reason", "")
        absences.add_absence(member=member, first_day=first, last_day=last, reason=reason, by=viewer.user)
        day.pause_due(member=member, now=timezone.now(), company=viewer.company)

    tried(request, work, "Отсутствие записано: сроки рекомендаций на эти дни отодвинуты.")
    return redirect("person", pk=pk)


@require_POST
@for_heads
def absence_remove(request: CompanyRequest, pk: int) -> HttpResponse:
    """The manager works after all; due times that were moved stay."""
    found = absences.absence(pk)
    if found is None:
        raise Http404
    member_id = found.member_id
    absences.remove_absence(absence=found, by=viewer_of(request).user)
    messages.success(request, "Отсутствие снято.")
    return redirect("person", pk=member_id)
