"""Чеки: attached by heads and our staff, checked by our staff on a page of their own, served behind an access check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentor.clients import queries as clients
from mentor.clients.models import Client, Receipt, ReceiptState
from mentor.companies.actions import audit
from mentor.companies.middleware import CompanyRequest
from mentor.companies.models import User
from mentor.core.keyset import page_of, read_cursor
from mentor.core.problems import Problem
from mentor.pages.setup.doors import for_heads, for_integrators, viewer_of
from mentor.pages.setup.forms.fields import show_problem
from mentor.pipeline.ledger import receipts as papers
from mentor.recovery.access import access_client

from .forms import CheckForm, ReceiptForm, RejectForm, sent

TABS = {
    ReceiptState.PENDING: "Ждут проверки",
    ReceiptState.CONFIRMED: "Подтверждённые",
    ReceiptState.REJECTED: "Отклонённые",
}
DECISIONS: dict[str, tuple[type[forms.Form], Callable[[Receipt, forms.Form, User], bool], str]] = {
    "confirm": (
        CheckForm,
        lambda receipt, _, by: papers.confirm(receipt=receipt, by=by),
        "Чек подтверждён: оплата считается, деньги пересчитаны.",
    ),
    "reject": (
        RejectForm,
        lambda receipt, form, by: papers.reject(receipt=receipt, reason=form.cleaned_data["reason"], by=by),
        "Чек отклонён: оплата не считается. Запись и причина остались.",
    ),
}
SHOWN_INLINE = ("image/jpeg", "image/png", "image/webp", "application/pdf")


@require_safe
@for_heads
def receipts(request: CompanyRequest) -> HttpResponse:
    """Чеки на подтверждение, and those that were decided."""
    state = request.GET.get("state", "")
    state = state if state in TABS else ReceiptState.PENDING
    waiting = papers.waiting().now()
    tabs = [
        {
            "title": title,
            "url": f"?state={code}",
            "active": code == state,
            "count": waiting.count if code == ReceiptState.PENDING else None,
        }
        for code, title in TABS.items()
    ]
    page = page_of(papers.receipts(state), read_cursor(request.GET), moment="attached_at")
    context = {
        "page": page,
        "tabs": tabs,
        "state": state,
        "waiting": waiting,
        "crumbs": [("Деньги", reverse("money"))],
        "can_check": viewer_of(request).is_integrator,
    }
    return render(request, "pages/entries/receipts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_heads
def receipt_attach(request: CompanyRequest, pk: int) -> HttpResponse:
    """A receipt of the client; it counts for nothing until it is confirmed."""
    viewer = viewer_of(request)
    client = access_client(viewer, pk)
    payments = clients.payments_of(client)
    form = ReceiptForm(
        **sent(request),
        deals=list(clients.deals().filter(client=client).order_by("-created_at")[:50]),
        payments=[each for each in payments if each.refund_of_id is None and each.is_proven],
        zone=viewer.company.zone,
        initial={"paid_at": timezone.localtime()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            receipt = _attach(form, client, viewer.user)
        except Problem as trouble:
            show_problem(form, trouble)
        else:
            messages.success(request, "Чек приложен и ждёт проверки интегратором.")
            return redirect("receipt", pk=receipt.pk) if viewer.is_integrator else redirect("client", pk=pk)
    context = {"form": form, "client": client, "most_mb": papers.MOST_BYTES // 1024**2}
    return render(request, "pages/entries/receipt_new.html", context, status=422 if form.errors else 200)


def _attach(form: ReceiptForm, client: Client, by: Any) -> Receipt:
    said = form.cleaned_data
    paper = papers.Paper(
        amount=said["amount"],
        paid_at=said["paid_at"],
        number=said["number"],
        deal=form.deals.get(said["about"]),
        refund_of=form.payments.get(said["about"]),
        manager=said["manager"],
    )
    file = said["file"]
    return papers.attach(
        client=client, file=file, size=file.size, original_name=file.name or "", paper=paper, by=by
    )


@require_safe
@for_heads
def receipt(request: CompanyRequest, pk: int) -> HttpResponse:
    """The file beside what was typed."""
    return _page(request, _found(pk))


@require_POST
@for_integrators
def receipt_decide(request: CompanyRequest, pk: int, how: str) -> HttpResponse:
    """Amount, date and client were compared with the file, each by itself; or the file proves nothing."""
    found, (form_class, decide, done) = _found(pk), DECISIONS[how]
    form = form_class(request.POST, prefix=how)
    if not form.is_valid():
        return _page(request, found, {how: form})
    if decide(found, form, viewer_of(request).user):
        messages.success(request, done)
    else:
        messages.info(request, "Этот чек уже разобран.")
    return _onwards()


@require_safe
@for_heads
def receipt_file(request: CompanyRequest, pk: int) -> HttpResponse:
    """The file itself; looking at it is noted in the trail."""
    found = _found(pk)
    if not default_storage.exists(found.file_name):
        raise Http404
    audit(user=viewer_of(request).user, action="receipt.opened", subject=f"receipt:{pk}")
    with default_storage.open(found.file_name, "rb") as kept:
        answer = HttpResponse(kept.read(), content_type=found.media_type)
    place = "inline" if found.media_type in SHOWN_INLINE else "attachment"
    kind = found.media_type.rsplit("/", 1)[-1]
    answer.headers["Content-Disposition"] = f'{place}; filename="receipt-{pk}.{kind}"'
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    if kind != "pdf":  # a sandbox would keep the browser's own viewer of PDF from starting
        answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _found(pk: int) -> Receipt:
    found = papers.find_receipt(pk) if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def _onwards() -> HttpResponse:
    """The next one that waits, else the queue."""
    after = papers.next_waiting()
    return redirect("receipts") if after is None else redirect("receipt", pk=after.pk)


def _page(
    request: CompanyRequest, found: Receipt, wrong: Mapping[str, forms.Form] | None = None
) -> HttpResponse:
    """``wrong``: the form that was refused, by the decision that it was to be."""
    client = found.payment.deal.client
    decisions = {how: form_class(prefix=how) for how, (form_class, _, _) in DECISIONS.items()}
    context = {
        "receipt": found,
        "payment": found.payment,
        "phones": clients.phones_of([client.pk]).get(client.pk, []),
        "doubles": papers.doubles(found),
        "is_image": found.media_type.startswith("image/") and found.media_type in SHOWN_INLINE,
        "crumbs": [("Деньги", reverse("money")), ("Чеки", reverse("receipts"))],
        "can_check": viewer_of(request).is_integrator and found.state == ReceiptState.PENDING,
        "decisions": decisions | dict(wrong or {}),
    }
    return render(request, "pages/entries/receipt.html", context, status=422 if wrong else 200)
