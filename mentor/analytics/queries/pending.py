"""What waits for confirmation: counted by the rules over the rows of those few clients whose payments wait."""

from __future__ import annotations

from fractions import Fraction

from mentor.analysis.queries import contacts_of
from mentor.analytics.rules.events import Book, Deal, Loss, Payment, Recommendation, SalesCall
from mentor.analytics.rules.periods import Span
from mentor.analytics.rules.returns import pending_money
from mentor.clients.queries import clients_with_unproven, payments_of_clients
from mentor.companies.models import Company
from mentor.recovery.queries import cases_that_money_closes


def pending(span: Span, company: Company, clients: list[int] | None = None) -> Fraction:
    """Roubles that the returned money of the span would gain; one query where nothing waits, four otherwise.

    ``clients``: those whose payments wait, where they are read already: one query less.
    """
    if clients is None:
        clients = clients_with_unproven().now() if span.days else []
    if not clients or not span.days:
        return Fraction(0)
    book = _book(clients)
    moments = [
        *(row.started_at for row in book.calls),
        *(row.paid_at for row in book.payments),
        *(row.lost_at for row in book.losses),
    ]
    ledger = book.settle(zone=company.zone, now=max(moments))
    return pending_money(ledger, span, window_days=company.returned_window_days)


def _book(clients: list[int]) -> Book:
    """A case stands for one loss under its own id: what it holds is settled by ``recovery`` already."""
    payments = payments_of_clients(clients)
    cases = cases_that_money_closes(clients)
    return Book(
        calls=tuple(
            SalesCall(str(row.pk), str(row.client_id), None, row.started_at, row.outcome)  # type: ignore[arg-type]
            for row in contacts_of(clients)
        ),
        deals=tuple(Deal(str(row.deal_id), str(row.deal.client_id)) for row in payments),
        payments=tuple(
            Payment(
                id=str(row.pk),
                deal=str(row.deal_id),
                client=None,
                amount=row.amount,
                paid_at=row.paid_at,
                confirmed=row.is_proven,
                refund_of=str(row.refund_of_id) if row.refund_of_id else None,
            )
            for row in payments
        ),
        losses=tuple(Loss(str(row.client_id), str(row.pk), row.lost_at) for row in cases),
        recommendations=tuple(
            Recommendation(str(row.client_id), str(row.pk), row.recommended_at)
            for row in cases
            if row.recommended_at is not None
        ),
    )
