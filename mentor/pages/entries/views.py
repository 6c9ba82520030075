"""Записи: the lists, what our staff enters by hand, refunds and corrections."""

from __future__ import annotations

from collections.abc import Callable
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
def payment_refund(request: CompanyRequest, pk: int) -> HttpResponse:
    """Money given back."""
    found = _payment(pk)
    form = RefundForm(request.POST, zone=viewer_of(request).company.zone, prefix="refund")
    by = viewer_of(request).user

    def write(said: dict[str, Any]) -> None:
        ledger.refund(payment=found, by=by, **said)

    if _written(form, write):
        messages.success(request, "Возврат записан, показатели пересчитаны.")
        return redirect("payment", pk=pk)
    return _payment_page(request, found, refund=form)


@require_POST
@for_integrators
def payment_correct(request: CompanyRequest, pk: int) -> HttpResponse:
    """A mistake is taken out by an entry of its own."""
    found = _payment(pk)
    form = CorrectionForm(request.POST, zone=viewer_of(request).company.zone, prefix="correct")
    by = viewer_of(request).user

    def write(said: dict[str, Any]) -> None:
        ledger.correct(payment=found, by=by, **said)

    if _written(form, write):
        messages.success(request, "Исправление записано отдельной записью, ошибочная осталась в истории.")
        return redirect("payment", pk=pk)
    return _payment_page(request, found, correct=form)


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


def _written(form: forms.Form, write: Callable[[dict[str, Any]], None]) -> bool:
    """Whether the form was good and the entry is in the books; else the form says what is wrong."""
    if not form.is_valid():
        return False
    try:
        write(form.cleaned_data)
    except Problem as trouble:
        show_problem(form, trouble)
        return False
    return True


def _payment_page(
    request: CompanyRequest,
    found: Payment,
    *,
    refund: RefundForm | None = None,
    correct: CorrectionForm | None = None,
) -> HttpResponse:
    viewer = viewer_of(request)
    left = ledger.left_of(found)
    can_mend = viewer.is_integrator and found.refund_of_id is None and found.is_proven
    zone = viewer.company.zone
    context = {
        "payment": found,
        "left": left,
        "others": list(
            clients.payments().filter(deal=found.deal).exclude(pk=found.pk).order_by("paid_at", "id")
        ),
        "crumbs": [("Деньги", reverse("money")), ("Записи", reverse("entries"))],
        "can_mend": can_mend,
        "refund_form": refund
        or RefundForm(initial={"amount": left, "paid_at": timezone.localtime()}, zone=zone, prefix="refund"),
        "correct_form": correct
        or CorrectionForm(
            initial={"amount": left, "paid_at": timezone.localtime(found.paid_at)},
            zone=zone,
            prefix="correct",
        ),
    }
    wrong = any(form is not None and form.errors for form in (refund, correct))
    return render(request, "pages/entries/payment.html", context, status=422 if wrong else 200)
