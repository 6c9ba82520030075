"""Successful deals: those of whose proven money any still stands.

Source: the rules of the figures, «Deals and payments».
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from .events import Deal, Ledger, Payment


@dataclass(frozen=True, slots=True)
class StandingPayment:
    """A proven payment of which something is left after its refunds; ``amount`` in roubles, above zero."""

    id: str
    paid_at: datetime
    amount: Fraction


@dataclass(frozen=True, slots=True)
class SuccessfulDeal:
    """A deal with standing money, oldest payment first.

    ``ref`` is ``deal:ID``, or ``payment:ID`` for a payment without a deal, which is a deal of its own.
    """

    ref: str
    client: str | None
    manager: str | None
    payments: tuple[StandingPayment, ...]

    @property
    def at(self) -> datetime:
        """The deal's date: its earliest payment not given back in full."""
        return self.payments[0].paid_at


def standing_payments(rows: Iterable[Payment]) -> list[tuple[Payment, Fraction]]:
    """Proven payments with what is left of each, oldest first.

    A refund lessens the payment that it names, in that payment's own period, whenever it was made. More
    cannot be given back than was paid: what exceeds it lessens nothing (``checks.contradictions`` names it).
    """
    given_back: dict[str, Fraction] = defaultdict(Fraction)
    proven = [row for row in rows if row.confirmed]
    for row in proven:
        if row.refund_of is not None:
            given_back[row.refund_of] += max(Fraction(0), Fraction(row.amount))
    left = [(row, Fraction(row.amount) - given_back[row.id]) for row in proven if row.refund_of is None]
    standing = [(row, amount) for row, amount in left if amount > 0]
    return sorted(standing, key=lambda pair: (pair[0].paid_at, pair[0].id))


def successful_deals(ledger: Ledger) -> tuple[SuccessfulDeal, ...]:
    """Every successful deal at the ledger's now, by date, then by ``ref``."""
    deals = {deal.id: deal for deal in ledger.deals}
    grouped: dict[str, list[tuple[Payment, Fraction]]] = defaultdict(list)
    for payment, amount in standing_payments(ledger.payments):
        ref = f"payment:{payment.id}" if payment.deal is None else f"deal:{payment.deal}"
        grouped[ref].append((payment, amount))
    found = [_deal(ref, rows, deals.get(rows[0][0].deal or "")) for ref, rows in grouped.items()]
    return tuple(sorted(found, key=lambda deal: (deal.at, deal.ref)))


def _deal(ref: str, rows: list[tuple[Payment, Fraction]], deal: Deal | None) -> SuccessfulDeal:
    # a payment belongs to its deal's client; its own is used only where the deal names none
    client = deal.client if deal is not None and deal.client is not None else rows[0][0].client
    return SuccessfulDeal(
        ref=ref,
        client=client,
        manager=deal.manager if deal is not None else None,
        payments=tuple(StandingPayment(row.id, row.paid_at, amount) for row, amount in rows),
    )
