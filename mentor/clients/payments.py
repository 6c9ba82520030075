"""Writes of deals and payments, and what each deal counts for. Rules: the figures' «Deals and payments»."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from mentor.companies.models import Member, User
from mentor.tallies import actions as tallies

from .models import Client, Deal, Payment, PaymentSource

DEAL = "deal"


@dataclass(frozen=True, slots=True)
class Standing:
    """A deal's earliest proven payment that is not given back in full, and the proven sum that stands."""

    first_paid_at: datetime | None
    net: Decimal


def standing_parts(payments: list[Payment]) -> dict[Payment, Decimal]:
    """Pure: what is left of each proven payment after its refunds, oldest first; above zero.

    Refunds lessen the payment they name; unproven entries count for nothing.
    """
    proven = [payment for payment in payments if payment.is_proven]
    given_back: Counter[int] = Counter()
    for payment in proven:
        if payment.refund_of_id is not None:
            given_back[payment.refund_of_id] += payment.amount  # type: ignore[assignment]
    left = {
        payment: payment.amount - Decimal(given_back[payment.pk])
        for payment in sorted(proven, key=lambda each: (each.paid_at, each.pk))
        if payment.refund_of_id is None
    }
    return {payment: net for payment, net in left.items() if net > 0}


def standing_of(payments: list[Payment]) -> Standing:
    """Pure: the deal's date and its proven money."""
    alive = standing_parts(payments)
    return Standing(min((each.paid_at for each in alive), default=None), sum(alive.values(), Decimal(0)))


@transaction.atomic
def record_deal(*, client: Client, manager: Member | None, external_id: str = "", title: str = "") -> Deal:
    """The deal of this external id, or a new one."""
    if external_id:
        deal, _ = Deal.objects.get_or_create(
            external_id=external_id, defaults={"client": client, "manager": manager, "title": title}
        )
        return deal
    return Deal.objects.create(client=client, manager=manager, title=title)


@transaction.atomic
def record_payment(
    *,
    deal: Deal,
    amount: Decimal,
    paid_at: datetime,
    source: str,
    external_id: str = "",
    refund_of: Payment | None = None,
    created_by: User | None = None,
) -> Payment:
    """Write a payment or a refund; one (source, external id) is one row however often it is sent."""
    values = {
        "deal": deal,
        "amount": amount,
        "paid_at": paid_at,
        "refund_of": refund_of,
        "created_by": created_by,
    }
    if external_id:
        payment, _ = Payment.objects.get_or_create(source=source, external_id=external_id, defaults=values)
        return payment
    return Payment.objects.create(source=source, **values)


@transaction.atomic
def confirm_payment(*, payment: Payment, by: User) -> None:
    """An integrator confirms that the receipt proves the payment."""
    if payment.confirmed_at is None and payment.source == PaymentSource.RECEIPT:
        payment.confirmed_at, payment.confirmed_by = timezone.now(), by
        payment.save(update_fields=["confirmed_at", "confirmed_by"])


def recount_deal(*, deal: Deal, zone: ZoneInfo) -> Standing:
    """Bring the deal's place in the counts in line with its payments; returns what stands."""
    deal = Deal.objects.select_for_update(of=("self",)).get(pk=deal.pk)
    state = standing_of(list(deal.payments.all()))
    day = state.first_paid_at.astimezone(zone).date() if state.first_paid_at else None
    if (deal.counted_day, deal.counted_manager_id) != (day, deal.manager_id if day else None):
        _count(deal.counted_day, deal.counted_manager_id, -1)
        deal.counted_day = day
        deal.counted_manager_id = deal.manager_id if day else None
        _count(deal.counted_day, deal.counted_manager_id, +1)
        deal.save(update_fields=["counted_day", "counted_manager"])
    return state


def _count(day: date | None, manager_id: int | None, value: int) -> None:
    if day is not None:
        tallies.add(day=day, counts={(DEAL, manager_id): value})
