"""Cases of lost clients: how far each came, and which deal counts as a return.

Source: the rules of the figures, «Losses and returns».
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TypeVar
from zoneinfo import ZoneInfo

from .counts import ReturnedPayment, Steps
from .deals import SuccessfulDeal, successful_deals
from .events import Ledger, Loss, SalesCall
from .periods import Span, local_day

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Case:
    """A case, from the loss that opened it to the purchase that closed it, with the first time of each step.

    ``sale`` is the client's first deal dated after the loss, if any; ``returned`` says whether it counts as a
    return or as an ordinary sale. Losses while the case is open continue it.
    """

    client: str
    manager: str | None
    lost_at: datetime
    recommended_at: datetime | None
    contacted_at: datetime | None
    agreed_at: datetime | None
    sale: SuccessfulDeal | None
    returned: bool

    @property
    def paid_at(self) -> datetime | None:
        """The date of the deal that counts as the return."""
        return self.sale.at if self.sale is not None and self.returned else None


def cases(ledger: Ledger, deals: Iterable[SuccessfulDeal], *, window_days: int) -> tuple[Case, ...]:
    """Every case of every client, by client, oldest first. ``deals``: all of ``deals.successful_deals``.

    ``window_days``: how long before the first payment a contact may lie, in days of 24 hours, ends included.
    """
    losses = _grouped(ledger.losses, lambda loss: loss.client)
    contacts = _grouped((call for call in ledger.calls if _is_contact(call)), lambda call: call.client)
    sales = _grouped(deals, lambda deal: deal.client)
    written: dict[str, datetime] = {}
    for row in ledger.recommendations:
        written[row.call] = min(row.written_at, written.get(row.call, row.written_at))
    return tuple(
        case
        for client in sorted(losses)
        for case in _cases_of(losses[client], contacts[client], sales[client], written, window_days)
    )


def steps(found: Iterable[Case], span: Span, zone: ZoneInfo) -> Steps:
    """Clients by step, once a step, in the period in which it first happened in their case."""
    begin, end = span.bounds(zone)
    return _count_steps(found, lambda at: begin <= at < end)


def cohort_steps(found: Iterable[Case], span: Span, zone: ZoneInfo) -> Steps:
    """How far the clients lost in the span have come by now, whenever the later steps happened."""
    begin, end = span.bounds(zone)
    return _count_steps((case for case in found if begin <= case.lost_at < end), lambda _at: True)


def returned_payments(found: Iterable[Case], span: Span, zone: ZoneInfo) -> tuple[ReturnedPayment, ...]:
    """The proven payments of returned deals that were paid in the span, net of refunds."""
    begin, end = span.bounds(zone)
    return tuple(
        ReturnedPayment(
            payment=payment.id,
            deal=case.sale.ref,
            day=local_day(payment.paid_at, zone),
            manager=case.sale.manager,
            client=case.sale.client,
            amount=payment.amount,
        )
        for case in found
        if case.sale is not None and case.returned
        for payment in case.sale.payments
        if begin <= payment.paid_at < end
    )


def returned_money(payments: Iterable[ReturnedPayment]) -> Fraction:
    """Their sum in roubles."""
    return sum((payment.amount for payment in payments), Fraction(0))


def pending_money(ledger: Ledger, span: Span, *, window_days: int) -> Fraction:
    """What the returned money of the span would gain if every unconfirmed payment were confirmed.

    Below zero where a confirmation would cost a return: an unconfirmed refund, or an earlier purchase without
    a contact that would close the case as an ordinary sale.
    """

    def returned(state: Ledger) -> Fraction:
        found = cases(state, successful_deals(state), window_days=window_days)
        return returned_money(returned_payments(found, span, state.zone))

    return returned(ledger.as_if_confirmed()) - returned(ledger)


def _is_contact(call: SalesCall) -> bool:
    return call.in_figures and call.outcome in {"success", "lost"}


def _cases_of(
    losses: Iterable[Loss],
    contacts: Iterable[SalesCall],
    sales: Sequence[SuccessfulDeal],
    written: dict[str, datetime],
    window_days: int,
) -> Iterator[Case]:
    waiting = sorted(losses, key=lambda loss: (loss.lost_at, loss.call))
    talks = sorted(contacts, key=lambda call: (call.started_at, call.id))
    while waiting:
        opening = waiting[0]
        sale = next((deal for deal in sales if deal.at > opening.lost_at), None)
        # any first purchase closes the case; a loss from that moment on opens the next one
        members = [loss for loss in waiting if sale is None or loss.lost_at < sale.at]
        waiting = waiting[len(members) :]
        yield _case(
            opening=opening,
            members=members,
            talks=talks,
            sale=sale,
            written=written,
            window=timedelta(days=window_days),
        )


def _case(
    *,
    opening: Loss,
    members: Sequence[Loss],
    talks: Sequence[SalesCall],
    sale: SuccessfulDeal | None,
    written: dict[str, datetime],
    window: timedelta,
) -> Case:
    def is_open(at: datetime) -> bool:
        return at > opening.lost_at and (sale is None or at < sale.at)

    texts = [written[loss.call] for loss in members if loss.call in written]
    recommended_at = min((at for at in texts if sale is None or at < sale.at), default=None)
    contacts = [
        call
        for call in talks
        if recommended_at is not None and call.started_at > recommended_at and is_open(call.started_at)
    ]
    return Case(
        client=opening.client,
        manager=opening.manager,
        lost_at=opening.lost_at,
        recommended_at=recommended_at,
        contacted_at=contacts[0].started_at if contacts else None,
        agreed_at=next((call.started_at for call in contacts if call.outcome == "success"), None),
        sale=sale,
        returned=sale is not None and bool(contacts) and sale.at - contacts[-1].started_at <= window,
    )


def _count_steps(found: Iterable[Case], counts: Callable[[datetime], bool]) -> Steps:
    clients: dict[str, set[str]] = {field.name: set() for field in fields(Steps)}
    for case in found:
        for step, seen in clients.items():
            at: datetime | None = getattr(case, f"{step}_at")
            if at is not None and counts(at):
                seen.add(case.client)
    return Steps(**{step: len(seen) for step, seen in clients.items()})


def _grouped(rows: Iterable[T], key: Callable[[T], str | None]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for row in rows:
        client = key(row)
        if client is not None:
            groups[client].append(row)
    return groups
