"""What happened in a company, as rows, and the settled form of them that every count starts from.

Rows come in any order, twice, in any offset, dated in the future, under any of a client's records.
``Book.settle`` puts all that right in one place, so that the counts need not think of it.
Source: the rules of the figures, «Periods» and «Clients».
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from mentor.engines.assessor.port import Outcome

from .clients import ClientRecord, Identities
from .periods import as_utc

Purpose = Literal["live", "history", "reference", "training"]


@dataclass(frozen=True, slots=True)
class SalesCall:
    """A conversation. ``outcome``: the effective one, None while unassessed; ``client``: None if unknown."""

    id: str
    client: str | None
    manager: str | None
    started_at: datetime
    outcome: Outcome | None
    purpose: Purpose = "live"

    @property
    def in_figures(self) -> bool:
        """Live and imported calls count; reference and training calls are in no figure."""
        return self.purpose in {"live", "history"}


@dataclass(frozen=True, slots=True)
class CrmLead:
    """A lead row of the CRM; ``manager`` is its owner."""

    id: str
    client: str
    created_at: datetime
    manager: str | None = None


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal belongs to its manager, its payments to its client."""

    id: str
    client: str | None
    manager: str | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received, or given back where ``refund_of`` names a payment; ``amount`` in roubles, positive.

    ``confirmed``: it came from the CRM or its receipt is confirmed. Nothing else counts.
    """

    id: str
    deal: str | None
    client: str | None
    amount: Decimal
    paid_at: datetime
    confirmed: bool
    refund_of: str | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """A client lost in a call. ``manager`` is whose case it is."""

    client: str
    call: str
    lost_at: datetime
    manager: str | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What was written for the loss in ``call``; of several versions the first counts."""

    client: str
    call: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Ledger:
    """Settled rows: one an id, UTC moments, nothing after now, each client under one id, in no order."""

    zone: ZoneInfo
    calls: tuple[SalesCall, ...] = ()
    crm_leads: tuple[CrmLead, ...] = ()
    deals: tuple[Deal, ...] = ()
    payments: tuple[Payment, ...] = ()
    losses: tuple[Loss, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()

    def as_if_confirmed(self) -> Ledger:
        """The same rows with every payment and refund confirmed."""
        return replace(self, payments=tuple(replace(row, confirmed=True) for row in self.payments))


@dataclass(frozen=True, slots=True)
class Book:
    """Rows as they come. Losses are given, not derived, so that archived ones stay out: see ``losses_of``."""

    clients: tuple[ClientRecord, ...] = ()
    calls: tuple[SalesCall, ...] = ()
    crm_leads: tuple[CrmLead, ...] = ()
    deals: tuple[Deal, ...] = ()
    payments: tuple[Payment, ...] = ()
    losses: tuple[Loss, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()

    def settle(self, *, zone: ZoneInfo, now: datetime) -> Ledger:
        """What exists at ``now``: nothing dated later does. Rows with one id are one row.

        Where rows of one id differ, always the same one is taken; ``checks.contradictions`` names them.
        """
        who, limit = Identities(self.clients), as_utc(now, zone)

        def settled(rows: Iterable[Row], key: Callable[[Row], str], moment: str | None) -> tuple[Row, ...]:
            kept: dict[str, Row] = {}
            for raw in rows:
                row = _settled_row(raw, who, zone, moment)
                if moment is not None and getattr(row, moment) > limit:
                    continue
                other = kept.setdefault(key(row), row)
                if other != row:
                    kept[key(row)] = min(other, row, key=repr)
            return tuple(kept.values())

        return Ledger(
            zone=zone,
            calls=settled(self.calls, lambda row: row.id, "started_at"),
            crm_leads=settled(self.crm_leads, lambda row: row.id, "created_at"),
            deals=settled(self.deals, lambda row: row.id, None),
            payments=settled(self.payments, lambda row: row.id, "paid_at"),
            losses=settled(self.losses, lambda row: row.call, "lost_at"),
            recommendations=settled(self.recommendations, repr, "written_at"),
        )


Row = TypeVar("Row", SalesCall, CrmLead, Deal, Payment, Loss, Recommendation)


def _settled_row(row: Row, who: Identities, zone: ZoneInfo, moment: str | None) -> Row:
    changes: dict[str, Any] = {}
    if moment is not None:
        changes[moment] = as_utc(getattr(row, moment), zone)
    if row.client is not None:
        changes["client"] = who.of(row.client)
    return replace(row, **changes)


def losses_of(calls: Iterable[SalesCall]) -> tuple[Loss, ...]:
    """The losses of the lost live calls, dated by the call's start.

    Lost calls of an imported backlog are archive and no case; where somebody activates one, add its ``Loss``.
    """
    return tuple(
        Loss(client=call.client, call=call.id, lost_at=call.started_at, manager=call.manager)
        for call in calls
        if call.outcome == "lost" and call.purpose == "live" and call.client is not None
    )
