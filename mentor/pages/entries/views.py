"""Записи: the lists, what our staff enters by hand, refunds and corrections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentor.clients import queries as clients
from mentor.clients.models import Payment
from mentor.companies import queries as companies
from mentor.companies.middleware import CompanyRequest
from mentor.core.problems import Problem
from mentor.pages.setup.doors import for_heads, for_integrators, viewer_of
from mentor.pages.setup.forms.fields import show_problem
from mentor.pipeline.ledger import actions as ledger
from mentor.pipeline.ledger.entries import NewDeal, NewLead, NewPayment
from mentor.recovery.access import access_client

from .forms import CorrectionForm, DealForm, LeadForm, PaymentForm, RefundForm, sent
from .queries import entries_page

FORMS: dict[str, tuple[type[Any], str]] = {
    "payment": (PaymentForm, "Новая оплата"),
    "deal": (DealForm, "Новая сделка"),
    "lead": (LeadForm, "Новый лид"),
}
MENDS: dict[str, tuple[type[Any], Callable[..., object], str]] = {
    "refund": (RefundForm, ledger.refund, "Возврат записан, показатели пересчитаны."),
    "correct": (
        CorrectionForm,
        ledger.correct,
        "Исправление записано отдельной записью, ошибочная осталась в истории.",
    ),
}


@require_safe
@for_heads
def entries(request: CompanyRequest) -> HttpResponse:
    """What is in the books."""
    viewer = viewer_of(request)
    found = entries_page(viewer, request.GET, timezone.now())
    return render(
        request,
        "pages/entries/list.html",
        {"found": found, "filters": found.filters, "can_enter": viewer.is_integrator},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_integrators
def entry_new(request: CompanyRequest, kind: str) -> HttpResponse:
    """An entry by hand, from what the customer's CRM or books say."""
    if kind not in FORMS:
        raise Http404
    form_class, title = FORMS[kind]
    viewer = viewer_of(request)
    form = form_class(**sent(request), zone=viewer.company.zone, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            created = _enter(kind, form.cleaned_data, viewer.user)
        except Problem as trouble:
            show_problem(form, trouble)
        else:
            said = (
                "Записано, показатели пересчитаны."
                if created
                else "Такая запись уже есть, ничего не изменено."
            )
            messages.success(request, said)
            return redirect(f"{reverse('entries')}?kind={kind}")
    crumbs = [("Деньги", reverse("money")), ("Записи", f"{reverse('entries')}?kind={kind}")]
    context = {"form": form, "title": title, "kind": kind, "crumbs": crumbs}
    return render(request, "pages/entries/new.html", context, status=422 if form.errors else 200)


def _initial(request: CompanyRequest) -> dict[str, Any]:
    """Now, and the client whose card one comes from."""
    now = timezone.localtime()
    found: dict[str, Any] = {"paid_at": now, "created_at": now}
    number = request.GET.get("client", "")
    if number.isdigit() and len(number) < 19:
        client = access_client(viewer_of(request), int(number))
        phones = clients.phones_of([client.pk]).get(client.pk, [""])
        found |= {"phone": phones[0], "name": client.name}
    return found


def _enter(kind: str, said: dict[str, Any], by: Any) -> bool:
    if kind == "lead":
        return ledger.enter_lead(new=NewLead(**said), by=by).created
    if kind == "deal":
        return ledger.enter_deal(new=NewDeal(**said), by=by).created
    return ledger.enter_payment(new=NewPayment(**said), by=by).created


@require_safe
@for_heads
def payment(request: CompanyRequest, pk: int) -> HttpResponse:
    """One payment: what stands of it and why."""
    return _payment_page(request, _payment(pk))


@require_POST
@for_integrators
def payment_mend(request: CompanyRequest, pk: int, how: str) -> HttpResponse:
    """Money given back, or a mistake taken out: an entry of its own, the payment stays as it is."""
    viewer, found = viewer_of(request), _payment(pk)
    form_class, write, done = MENDS[how]
    form = form_class(request.POST, zone=viewer.company.zone, prefix=how)
    if form.is_valid():
        try:
            write(payment=found, by=viewer.user, **form.cleaned_data)
        except Problem as trouble:
            show_problem(form, trouble)
        else:
            messages.success(request, done)
            return redirect("payment", pk=pk)
    return _payment_page(request, found, {how: form})


@require_POST
@for_integrators
def deal_give(request: CompanyRequest, pk: int) -> HttpResponse:
    """The deal is another manager's."""
    deal = clients.deals().filter(pk=pk).first()
    if deal is None:
        raise Http404
    number = request.POST.get("manager", "")
    manager = companies.manager(int(number)) if number.isdigit() and len(number) < 19 else None
    if manager is None:
        messages.error(request, "Выберите менеджера. Ничего не изменено.")
    elif ledger.give_deal(deal=deal, manager=manager, by=viewer_of(request).user):
        messages.success(request, f"Сделка теперь у менеджера {manager.name}, показатели пересчитаны.")
    return redirect(f"{reverse('entries')}?kind=deal")


@require_POST
@for_integrators
def lead_withdraw(request: CompanyRequest, pk: int) -> HttpResponse:
    """A lead entered by mistake counts no more."""
    lead = clients.crm_leads().filter(pk=pk).first()
    if lead is None:
        raise Http404
    reason = request.POST.get("reason", "").strip()[:300]
    if not reason:
        messages.error(request, "Напишите, почему лид отозван. Ничего не изменено.")
    elif ledger.withdraw_lead(lead=lead, reason=reason, by=viewer_of(request).user):
        messages.success(request, "Лид отозван и больше не считается. Запись осталась.")
    return redirect(f"{reverse('entries')}?kind=lead")


def _payment(pk: int) -> Payment:
    found = clients.payments().filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def _payment_page(
    request: CompanyRequest, found: Payment, wrong: Mapping[str, forms.Form] | None = None
) -> HttpResponse:
    """``wrong``: the form that was refused, by what it would have mended."""
    viewer = viewer_of(request)
    left, zone = ledger.left_of(found), viewer.company.zone
    paid_at = {"refund": timezone.localtime(), "correct": timezone.localtime(found.paid_at)}
    mends = {
        how: form_class(initial={"amount": left, "paid_at": paid_at[how]}, zone=zone, prefix=how)
        for how, (form_class, _, _) in MENDS.items()
    }
    context = {
        "payment": found,
        "left": left,
        "others": list(
            clients.payments().filter(deal=found.deal).exclude(pk=found.pk).order_by("paid_at", "id")
        ),
        "crumbs": [("Деньги", reverse("money")), ("Записи", reverse("entries"))],
        "can_mend": viewer.is_integrator and found.refund_of_id is None and found.is_proven,
        "mends": mends | dict(wrong or {}),
    }
    return render(request, "pages/entries/payment.html", context, status=422 if wrong else 200)
