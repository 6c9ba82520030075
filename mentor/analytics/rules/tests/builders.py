"""Short ways to write rows by hand: Moscow time, times as text, ids made from what they say."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import count
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings

from mentor.analytics.rules.clients import ClientRecord
from mentor.analytics.rules.deals import successful_deals
from mentor.analytics.rules.events import (
    Book,
    CrmLead,
    Deal,
    Ledger,
    Loss,
    Payment,
    Purpose,
    Recommendation,
    SalesCall,
    losses_of,
)
from mentor.analytics.rules.periods import Period, Span, as_utc, month_of
from mentor.analytics.rules.returns import Case, cases
from mentor.analytics.rules.terms import DatedValue, Terms
from mentor.engines.assessor.port import Outcome

# a loaded machine may be slow: properties are judged by what they find, never by time
examples = partial(settings, deadline=None, suppress_health_check=[HealthCheck.too_slow])

MOSCOW = ZoneInfo("Europe/Moscow")
LATER = datetime(2030, 1, 1)
_ids = count(1)
T = TypeVar("T")


def known(value: T | None) -> T:
    """The value of a figure that the test expects to be there."""
    assert value is not None
    return value


def at(text: str) -> datetime:
    """``03-05`` is noon of 5 March 2026, ``03-05 10:00`` that time; a full ISO text stays as it is."""
    if len(text) > 11:
        return datetime.fromisoformat(text)
    return datetime.fromisoformat(f"2026-{text}" if " " in text else f"2026-{text} 12:00")


def moment(text: str) -> datetime:
    """The same in UTC, as settled rows carry it."""
    return as_utc(at(text), MOSCOW)


def day(text: str) -> date:
    return at(text).date()


def span(first: str, last: str) -> Span:
    return Span(day(first), day(last))


def month(text: str) -> Period:
    return Period("month", month_of(day(text)))


def call(
    client: str | None,
    when: str,
    outcome: Outcome | None = "success",
    *,
    manager: str | None = "anna",
    id: str | None = None,
    purpose: Purpose = "live",
) -> SalesCall:
    return SalesCall(id or f"c{next(_ids)}", client, manager, at(when), outcome, purpose)


def lead(client: str, when: str, *, manager: str = "owner", id: str | None = None) -> CrmLead:
    return CrmLead(id or f"l{next(_ids)}", client, at(when), manager)


def deal(id: str, client: str, manager: str = "anna") -> Deal:
    return Deal(id, client, manager)


def pay(
    when: str,
    amount: str = "1000",
    *,
    deal: str | None = None,
    client: str | None = None,
    id: str | None = None,
    confirmed: bool = True,
    refund_of: str | None = None,
) -> Payment:
    return Payment(id or f"p{next(_ids)}", deal, client, Decimal(amount), at(when), confirmed, refund_of)


def advice(call_id: str, when: str, client: str = "ivan") -> Recommendation:
    return Recommendation(client, call_id, at(when))


def loss(client: str, call_id: str, when: str, manager: str = "anna") -> Loss:
    return Loss(client, call_id, at(when), manager)


def values(*rows: tuple[str, int | str]) -> tuple[DatedValue, ...]:
    return tuple(DatedValue(day(since), Fraction(value)) for since, value in rows)


def terms(**changes: Any) -> Terms:
    return Terms(zone=MOSCOW, **changes)


def book(
    *,
    clients: Iterable[ClientRecord] = (),
    calls: Iterable[SalesCall] = (),
    leads: Iterable[CrmLead] = (),
    deals: Iterable[Deal] = (),
    payments: Iterable[Payment] = (),
    losses: Iterable[Loss] | None = None,
    advices: Iterable[Recommendation] = (),
) -> Book:
    calls = tuple(calls)
    return Book(
        clients=tuple(clients),
        calls=calls,
        crm_leads=tuple(leads),
        deals=tuple(deals),
        payments=tuple(payments),
        losses=losses_of(calls) if losses is None else tuple(losses),
        recommendations=tuple(advices),
    )


def ledger(now: datetime = LATER, zone: ZoneInfo = MOSCOW, **rows: Any) -> Ledger:
    return book(**rows).settle(zone=zone, now=now)


def cases_of(settled: Ledger, window_days: int = 90) -> tuple[Case, ...]:
    return cases(settled, successful_deals(settled), window_days=window_days)
