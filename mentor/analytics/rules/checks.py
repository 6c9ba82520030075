"""Rows that contradict each other. The counts stay defined on them; whoever takes rows in names them first.

A contradiction is a fact about the input, with a code for the message catalogue, not a message.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any, Literal
from zoneinfo import ZoneInfo

from .clients import Identities
from .events import Book, Payment
from .periods import as_utc
from .terms import DatedValue, Terms

Code = Literal[
    "rows_differ",  # two rows carry one id and say different things
    "unknown_reference",  # names a row that is not there
    "merged_in_a_circle",  # following merged_into leads back to the row
    "client_differs",  # a recommendation names one client, its call another
    "refund_of_refund",  # a refund names a refund
    "refund_exceeds_payment",  # proven refunds give back more than the proven payment
    "amount_not_positive",
    "values_differ",  # two values hold from one day
]


@dataclass(frozen=True, slots=True, order=True)
class Contradiction:
    """``field`` as in ``payments.refund_of``; ``id`` of the row, or the date of a value, as text."""

    field: str
    id: str
    code: Code


def contradictions(book: Book, terms: Terms) -> tuple[Contradiction, ...]:
    """Everything in the input that cannot be true at once, each named once, in a fixed order."""
    found = {*_differing(book, terms.zone), *_references(book), *_clients(book), *_refunds(book)}
    for field, values in (("average_cheque", terms.average_cheque), ("baseline", terms.baseline)):
        found.update(_differing_values(field, values))
    return tuple(sorted(found))


def _differing(book: Book, zone: ZoneInfo) -> Iterator[Contradiction]:
    by_id: Callable[[Any], str] = lambda row: row.id  # noqa: E731 - one key for five kinds of rows
    yield from _pairs("clients", book.clients, by_id, None, zone)
    yield from _pairs("calls", book.calls, by_id, "started_at", zone)
    yield from _pairs("leads", book.crm_leads, by_id, "created_at", zone)
    yield from _pairs("deals", book.deals, by_id, None, zone)
    yield from _pairs("payments", book.payments, by_id, "paid_at", zone)
    yield from _pairs("losses", book.losses, lambda row: row.call, "lost_at", zone)


def _pairs(
    field: str, rows: Iterable[Any], key: Callable[[Any], str], moment: str | None, zone: ZoneInfo
) -> Iterator[Contradiction]:
    seen: dict[str, Any] = {}
    for raw in rows:
        row = raw
        if moment is not None:
            at: datetime = getattr(raw, moment)
            row = replace(raw, **{moment: as_utc(at, zone)})
        if seen.setdefault(key(row), row) != row:
            yield Contradiction(f"{field}.id", key(row), "rows_differ")


def _references(book: Book) -> Iterator[Contradiction]:
    deals = {row.id for row in book.deals}
    calls = {row.id for row in book.calls}
    payments = {row.id: row for row in book.payments}
    for advice in book.recommendations:
        if advice.call not in calls:
            yield Contradiction("recommendations.call", advice.call, "unknown_reference")
    for row in book.payments:
        if row.deal is not None and row.deal not in deals:
            yield Contradiction("payments.deal", row.id, "unknown_reference")
        if row.refund_of is None:
            continue
        named = payments.get(row.refund_of)
        if named is None:
            yield Contradiction("payments.refund_of", row.id, "unknown_reference")
        elif named.refund_of is not None:
            yield Contradiction("payments.refund_of", row.id, "refund_of_refund")


def _clients(book: Book) -> Iterator[Contradiction]:
    """Where records of clients are given at all, every client that a row names has one."""
    above = {row.id: row.merged_into for row in book.clients}
    circles = _circles(above)
    for id, into in above.items():
        if into is not None and into not in above:
            yield Contradiction("clients.merged_into", id, "unknown_reference")
        elif id in circles:
            yield Contradiction("clients.merged_into", id, "merged_in_a_circle")
    who, of_call = Identities(book.clients), {row.id: row.client for row in book.calls}
    for advice in book.recommendations:
        client = of_call.get(advice.call)
        if client is not None and who.of(client) != who.of(advice.client):
            yield Contradiction("recommendations.client", advice.call, "client_differs")
    if above:
        for field, id, named in _named_clients(book):
            if named is not None and named not in above:
                yield Contradiction(field, id, "unknown_reference")


def _circles(above: dict[str, str | None]) -> set[str]:
    """Ids from which ``merged_into`` leads back to themselves; each id is walked over once."""
    seen: set[str] = set()
    found: set[str] = set()
    for start in above:
        path: list[str] = []
        following: str | None = start
        while following is not None and following not in seen:
            seen.add(following)
            path.append(following)
            following = above.get(following)
        if following in path:
            found.update(path[path.index(following) :])
    return found


def _named_clients(book: Book) -> Iterator[tuple[str, str, str | None]]:
    yield from (("calls.client", row.id, row.client) for row in book.calls)
    yield from (("leads.client", row.id, row.client) for row in book.crm_leads)
    yield from (("recommendations.client", row.call, row.client) for row in book.recommendations)
    yield from (("deals.client", row.id, row.client) for row in book.deals)
    yield from (("payments.client", row.id, row.client) for row in book.payments)


def _refunds(book: Book) -> Iterator[Contradiction]:
    rows: dict[str, Payment] = {row.id: row for row in book.payments}
    given_back: dict[str, Fraction] = defaultdict(Fraction)
    for row in rows.values():
        if row.amount <= 0:
            yield Contradiction("payments.amount", row.id, "amount_not_positive")
        if row.refund_of is not None and row.confirmed:
            given_back[row.refund_of] += Fraction(row.amount)
    for payment, amount in given_back.items():
        paid = rows.get(payment)
        if paid is not None and paid.confirmed and amount > Fraction(paid.amount):
            yield Contradiction("payments.refund_of", payment, "refund_exceeds_payment")


def _differing_values(field: str, values: Iterable[DatedValue]) -> Iterator[Contradiction]:
    seen: dict[str, Fraction] = {}
    for row in values:
        day = row.since.isoformat()
        if seen.setdefault(day, row.value) != row.value:
            yield Contradiction(f"{field}.from", day, "values_differ")
