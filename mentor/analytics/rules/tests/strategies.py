"""Random companies: few clients, phones, managers and moments, so that all collides with all."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from hypothesis import strategies as st

from mentor.analytics.rules.clients import ClientRecord
from mentor.analytics.rules.events import (
    Book,
    CrmLead,
    Deal,
    Payment,
    Recommendation,
    SalesCall,
    losses_of,
)
from mentor.analytics.rules.terms import Terms
from mentor.engines.assessor.port import Outcome

from .builders import day, terms, values

T = TypeVar("T")
HOUR = timedelta(hours=1)
CLIENTS = "abcde"
CONTACTS: tuple[Outcome, ...] = ("success", "lost")
EPOCH = datetime(2026, 1, 25, 20, 0, tzinfo=UTC)
LAST = EPOCH + timedelta(hours=6 * 300)

clients = st.sampled_from(CLIENTS)
managers = st.sampled_from(["anna", "boris", None])
# quarters of a day on a grid that touches Moscow's midnight, so that ties and edges are common
moments = st.integers(0, 300).map(lambda n: EPOCH + timedelta(hours=6 * n + 1))
amounts = st.integers(1, 9).map(lambda n: Decimal(n) * Decimal("33.35"))


@st.composite
def return_stories(draw: st.DrawFn, name: str) -> tuple[tuple[SalesCall, ...], tuple[Payment, ...]]:
    """A client lost, called again days later, who then pays once or twice: often a return, not always."""
    client, lost_at = draw(clients), draw(moments)
    called_at, paid_at, again = (lost_at + timedelta(hours=6 * draw(st.integers(1, 60))) for _ in range(3))
    paid_at = max(paid_at, called_at) + HOUR
    outcome = draw(st.sampled_from(CONTACTS))
    calls = (
        SalesCall(f"{name} lost", client, draw(managers), lost_at, "lost"),
        SalesCall(f"{name} contact", client, draw(managers), called_at, outcome),
    )
    payments = (
        Payment(f"{name} paid", None, client, draw(amounts), paid_at, draw(st.booleans())),
        Payment(f"{name} again", None, client, draw(amounts), again, draw(st.booleans())),
    )
    return calls, payments


@st.composite
def books(draw: st.DrawFn) -> Book:
    def many(count: int, row: Callable[[str], T]) -> tuple[T, ...]:
        return tuple(row(str(n)) for n in range(draw(st.integers(0, count))))

    calls = many(
        14,
        lambda id: SalesCall(
            id,
            draw(clients),
            draw(managers),
            draw(moments),
            draw(st.sampled_from(["success", "lost", "lost", "interrupted", "not_sales"])),
        ),
    )
    deals = many(4, lambda id: Deal(id, draw(clients), draw(managers)))
    payments = many(
        8,
        lambda id: Payment(
            id,
            draw(st.sampled_from([None, *(row.id for row in deals)])),
            draw(clients),
            draw(amounts),
            draw(moments),
            draw(st.sampled_from([True, True, False])),
        ),
    )
    refunds = many(
        3 if payments else 0,
        lambda id: Payment(
            f"r{id}",
            None,
            None,
            draw(amounts),
            draw(moments),
            draw(st.booleans()),
            refund_of=draw(st.sampled_from([row.id for row in payments])),
        ),
    )
    for n in range(draw(st.integers(0, 4))):
        more_calls, more_payments = draw(return_stories(f"s{n}"))
        calls, payments = calls + more_calls, payments + more_payments
    lost = losses_of(calls)
    return Book(
        clients=many(
            3,
            lambda id: ClientRecord(
                CLIENTS[int(id)],
                tuple(draw(st.lists(st.sampled_from(["+71", "+72"]), max_size=1))),
                draw(st.sampled_from([None, None, *CLIENTS])),
            ),
        ),
        calls=calls,
        crm_leads=many(4, lambda id: CrmLead(id, draw(clients), draw(moments), draw(managers))),
        deals=deals,
        payments=payments + refunds,
        losses=lost,
        recommendations=tuple(
            Recommendation(row.client, row.call, row.lost_at + timedelta(hours=draw(st.integers(0, 30))))
            for row in lost
            if draw(st.sampled_from([True, True, False]))
        ),
    )


@st.composite
def agreements(draw: st.DrawFn) -> Terms:
    return terms(
        average_cheque=values(("01-01", 9_999), ("03-07", 12_345)),
        baseline=draw(st.sampled_from([(), values(("01-01", "0.3"), ("02-20", "0.17"))])),
        fee_rate=Fraction("0.07"),
        fee_base=draw(st.sampled_from(["growth", "growth_and_returned"])),
        start=draw(st.sampled_from([None, day("02-01"), day("02-17"), day("03-01")])),
        crm_connected_from=draw(st.sampled_from([None, day("02-10")])),
        returned_window_days=draw(st.sampled_from([0, 7, 90])),
    )
