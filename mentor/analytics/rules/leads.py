"""Unique leads of a span: clients who talked about buying, and the CRM's leads, each client once.

Source: the rules of the figures, «Leads»; to whom a lead belongs: decision 15 of the domain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from .counts import LeadCount
from .events import Ledger, SalesCall
from .periods import Span, local_day


@dataclass(frozen=True, slots=True)
class _Seen:
    """One sign of a client. Sorts by what decides the manager: conversations first, then time, then id."""

    conversation: bool
    at: datetime
    id: str
    manager: str | None

    @property
    def rank(self) -> tuple[bool, datetime, str]:
        return (not self.conversation, self.at, self.id)


def unique_leads(ledger: Ledger, span: Span, *, crm_connected_from: date | None) -> tuple[LeadCount, ...]:
    """The span's unique leads, one row each, by client.

    A lead is a client with a sales call (any outcome but ``not_sales``) in the span or, with a CRM connected,
    a CRM lead created in it on or after the day of connection. Its day is the first of either; it belongs to
    the manager of its first sales conversation in the span, else to the owner of its first CRM lead there.
    """
    owner: dict[str, _Seen] = {}
    first: dict[str, datetime] = {}
    for client, seen in _signs(ledger, span, crm_connected_from):
        known = owner.get(client)
        if known is None or seen.rank < known.rank:
            owner[client] = seen
        first[client] = min(seen.at, first.get(client, seen.at))
    return tuple(
        LeadCount(day=local_day(first[client], ledger.zone), manager=owner[client].manager, client=client)
        for client in sorted(owner)
    )


def is_sales_conversation(call: SalesCall) -> bool:
    """Assessed, about a sale, and of a purpose that figures count."""
    return call.in_figures and call.outcome is not None and call.outcome != "not_sales"


def _signs(ledger: Ledger, span: Span, crm_from: date | None) -> Iterator[tuple[str, _Seen]]:
    begin, end = span.bounds(ledger.zone)
    for call in ledger.calls:
        if call.client is not None and begin <= call.started_at < end and is_sales_conversation(call):
            yield call.client, _Seen(True, call.started_at, call.id, call.manager)
    if crm_from is None:
        return
    crm_begin, _ = span.since(crm_from).bounds(ledger.zone)
    for lead in ledger.crm_leads:
        if crm_begin <= lead.created_at < end:
            yield lead.client, _Seen(False, lead.created_at, lead.id, lead.manager)
