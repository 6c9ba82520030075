"""Writes of entries: each brings every count of its client and deal in line in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from mentor.analysis import actions as analysis
from mentor.clients import actions as clients
from mentor.clients import payments as money
from mentor.clients.models import Client, CrmLead, Deal, Payment, PaymentSource
from mentor.clients.phones import e164
from mentor.companies import queries as companies
from mentor.companies.actions import audit
from mentor.companies.models import Company, Member, User
from mentor.core.formats import money as written
from mentor.recovery import actions as recovery

from .entries import NewDeal, NewLead, NewPayment
from .messages import problem

Row = TypeVar("Row", CrmLead, Deal, Payment)


@dataclass(frozen=True, slots=True)
class Entered(Generic[Row]):
    """An entry that is in the books now. ``created`` is False where it was there already."""

    row: Row
    created: bool


@transaction.atomic
def enter_lead(*, new: NewLead, by: User | None = None) -> Entered[CrmLead]:
    """A lead of the CRM. Raises ``Problem`` where its number stands for another lead."""
    known = _known(CrmLead, new.external_id)
    if known is not None:
        differs("телефон", not _is_client(known.client, new.phone))
        differs("дата", known.created_at != new.created_at)
        return Entered(known, created=False)
    client = clients.find_or_create(phone=new.phone, name=new.name)
    try:
        with transaction.atomic():
            lead = clients.record_crm_lead(
                client=client,
                manager=new.manager,
                created_at=new.created_at,
                external_id=new.external_id,
                entered_by=by,
            )
    except IntegrityError:  # the same lead came through another door at the same moment
        return enter_lead(new=new, by=by)
    analysis.recount_leads(client_id=client.pk, company=companies.company())
    note("lead.entered", f"client:{client.pk}", by, external_id=new.external_id)
    return Entered(lead, created=True)


@transaction.atomic
def enter_deal(*, new: NewDeal, by: User | None = None) -> Entered[Deal]:
    """A deal; it counts for nothing until it is paid. Raises ``Problem`` where its number is another client's."""
    known = _known(Deal, new.external_id)
    if known is not None:
        if not _is_client(known.client, new.phone):
            raise problem("client_differs", "deal", status=409)
        return Entered(known, created=False)
    client = clients.find_or_create(phone=new.phone, name=new.name)
    deal = money.record_deal(client=client, manager=new.manager, external_id=new.external_id, title=new.title)
    note("deal.entered", f"client:{client.pk}", by, external_id=new.external_id, name=new.title)
    return Entered(deal, created=True)


@transaction.atomic
def enter_payment(*, new: NewPayment, by: User | None = None) -> Entered[Payment]:
    """A payment or a refund of the CRM. Raises ``Problem``: whose it is, what it gives back, what differs."""
    company = companies.company()
    known = _known(Payment, new.external_id)
    if known is not None:
        _same_payment(known, new, company)
        return Entered(known, created=False)
    refund_of = _given_back(new) if new.refund_of else None
    deal = refund_of.deal if refund_of else _deal_of(new)
    try:
        with transaction.atomic():
            payment = Payment.objects.create(
                deal=deal,
                amount=new.amount,
                paid_at=new.paid_at,
                source=PaymentSource.CRM,
                external_id=new.external_id,
                refund_of=refund_of,
                created_by=by,
            )
    except IntegrityError:
        return enter_payment(new=new, by=by)
    recovery.apply_payment(deal=deal, company=company)
    action = "refund.entered" if refund_of else "payment.entered"
    note(action, f"payment:{payment.pk}", by, amount=str(new.amount), external_id=new.external_id)
    return Entered(payment, created=True)


@transaction.atomic
def refund(
    *, payment: Payment, amount: Decimal, paid_at: datetime, reason: str, by: User, external_id: str = ""
) -> Payment:
    """The customer gave money back. Raises ``Problem``."""
    payment = _locked(payment)
    check_refund(payment, amount, paid_at)
    back = _opposite(payment, amount, paid_at, by, reason=reason, external_id=external_id)
    recovery.apply_payment(deal=payment.deal, company=companies.company())
    note("refund.entered", f"payment:{payment.pk}", by, amount=str(amount), reason=reason)
    return back


@transaction.atomic
def correct(
    *,
    payment: Payment,
    reason: str,
    by: User | None,
    amount: Decimal | None = None,
    paid_at: datetime | None = None,
    deal: Deal | None = None,
) -> Payment | None:
    """The entry was a mistake: what is left of it is taken out, and the right one is written where there is one.

    ``amount`` is what really stands; None: nothing does. Returns the right payment. Raises ``Problem``.
    """
    payment = _locked(payment)
    if payment.refund_of_id is not None:
        raise problem("refund_of_refund")
    if not payment.is_proven:
        raise problem("not_proven")
    left = left_of(payment)
    now, company = timezone.now(), companies.company()
    if left:
        _opposite(payment, left, now, by, reason=reason, is_correction=True)
    right = None
    if amount is not None:
        right = Payment.objects.create(
            deal=deal or payment.deal,
            amount=amount,
            paid_at=paid_at or payment.paid_at,
            source=payment.source,
            confirmed_at=now if payment.source == PaymentSource.RECEIPT else None,
            confirmed_by=by if payment.source == PaymentSource.RECEIPT else None,
            corrects=payment,
            reason=reason,
            created_by=by,
        )
    for each in {payment.deal, right.deal if right else payment.deal}:
        recovery.apply_payment(deal=each, company=company)
    note(
        "payment.corrected",
        f"payment:{payment.pk}",
        by,
        before={"amount": str(left)},
        after={"amount": str(amount or 0)},
        reason=reason,
    )
    return right


@transaction.atomic
def withdraw_lead(*, lead: CrmLead, reason: str, by: User | None) -> bool:
    """The lead was entered by mistake: it stays on record and counts no more."""
    if not clients.withdraw_crm_lead(lead=lead, reason=reason, by=by):
        return False
    client = clients.standing(lead.client)
    analysis.recount_leads(client_id=client.pk, company=companies.company())
    note("lead.withdrawn", f"client:{client.pk}", by, reason=reason)
    return True


@transaction.atomic
def give_deal(*, deal: Deal, manager: Member | None, by: User | None) -> bool:
    """The deal is another manager's; its counts move. False where it is theirs already."""
    before = deal.manager
    if (before and before.pk) == (manager and manager.pk):
        return False
    deal.manager = manager
    deal.save(update_fields=["manager"])
    recovery.apply_payment(deal=deal, company=companies.company())
    names = {"before": before.name if before else "", "manager": manager.name if manager else ""}
    note("deal.given", f"deal:{deal.pk}", by, **names)
    return True


def left_of(payment: Payment) -> Decimal:
    """Roubles of the payment that were neither given back nor taken out."""
    gone = sum((each.amount for each in payment.refunds.filter(rejected_at=None)), Decimal(0))
    return payment.amount - gone


def check_refund(payment: Payment, amount: Decimal, paid_at: datetime, field: str = "amount") -> None:
    """Whether so much of the payment can be given back then. Raises ``Problem``."""
    if payment.refund_of_id is not None:
        raise problem("refund_of_refund", "refund_of")
    left = left_of(payment)
    if amount > left:
        raise problem("refund_too_large", field, left=written(left).removesuffix("₽").strip())
    zone = companies.company().zone  # of some entries only the day is known
    if paid_at.astimezone(zone).date() < payment.paid_at.astimezone(zone).date():
        raise problem("refund_before_payment", "paid_at")


def differs(what: str, wrong: bool) -> None:
    """An entry that is sent again must say the same. Raises ``Problem`` (409)."""
    if wrong:
        raise problem("entry_differs", "external_id", status=409, what=what)


def note(action: str, subject: str, by: User | None, **details: Any) -> None:
    """The trail of what people do; rows of tables and of the API are noted as a whole."""
    if by is not None:
        audit(user=by, action=action, subject=subject, **details)


def find_client(phone: str, field: str = "phone") -> str:
    """The phone in E.164. Raises ``Problem``."""
    found = e164(phone)
    if found is None:
        raise problem("phone_invalid", field)
    return found


def _known(model: type[Row], external_id: str) -> Row | None:
    """The entry of this number. Receipts have numbers of their own."""
    if not external_id:
        return None
    rows = model._default_manager.filter(external_id=external_id)
    return rows.filter(source=PaymentSource.CRM).first() if model is Payment else rows.first()


def _is_client(client: Client, phone: str) -> bool:
    return clients.standing(client).phones.filter(e164=phone).exists()


def _same_payment(known: Payment, new: NewPayment, company: Company) -> None:
    differs("сумма", known.amount != new.amount)
    same_day = known.paid_at.astimezone(company.zone).date() == new.paid_at.astimezone(company.zone).date()
    differs("дата", not (same_day if new.is_day else known.paid_at == new.paid_at))
    refund_of = known.refund_of.external_id if known.refund_of else ""
    differs("возврат", refund_of != new.refund_of)
    differs("клиент", bool(new.phone) and not _is_client(known.deal.client, new.phone))
    differs("сделка", bool(new.deal) and known.deal.external_id != new.deal)


def _given_back(new: NewPayment) -> Payment:
    rows = Payment.objects.filter(external_id=new.refund_of, source=PaymentSource.CRM)
    payment = rows.select_for_update(of=("self",)).first()
    if payment is None:
        raise problem("payment_unknown", "refund_of")
    check_refund(payment, new.amount, new.paid_at)
    return payment


def _deal_of(new: NewPayment) -> Deal:
    known = _known(Deal, new.deal)
    if known is not None:
        if new.phone and not _is_client(known.client, new.phone):
            raise problem("client_differs", "deal", status=409)
        return known
    if not new.phone:
        raise problem("client_required", "client")
    client = clients.find_or_create(phone=new.phone, name=new.name)
    return money.record_deal(client=client, manager=new.manager, external_id=new.deal)


def _locked(payment: Payment) -> Payment:
    """Refunds of one payment are written one after another."""
    return Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)


def _opposite(payment: Payment, amount: Decimal, paid_at: datetime, by: User | None, **more: Any) -> Payment:
    """An entry that lessens the payment, proven the way the payment is."""
    is_receipt = payment.source == PaymentSource.RECEIPT and payment.confirmed_at is not None
    return Payment.objects.create(
        deal=payment.deal,
        amount=amount,
        paid_at=paid_at,
        source=payment.source,
        refund_of=payment,
        confirmed_at=timezone.now() if is_receipt else None,
        confirmed_by=by if is_receipt else None,
        created_by=by,
        **more,
    )
