"""Lists of entries with their filters; a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from mentor.clients import queries as clients
from mentor.clients.models import PaymentSource
from mentor.companies import queries as companies
from mentor.companies.people import Viewer
from mentor.core.keyset import Page, page_of, read_cursor
from mentor.pages.lists import Search, Span, chosen, chosen_span, searched

KINDS = {"payment": "Оплаты и возвраты", "deal": "Сделки", "lead": "Лиды CRM"}
MOMENTS = {"payment": "paid_at", "deal": "created_at", "lead": "created_at"}
MANAGERS = {"payment": "deal__manager_id", "deal": "manager_id", "lead": "manager_id"}
CLIENTS = {"payment": "deal__client_id", "deal": "client_id", "lead": "client_id"}
STATES: dict[str, list[tuple[str, str, Q]]] = {
    "payment": [
        ("proven", "Доказаны", Q(source=PaymentSource.CRM) | Q(confirmed_at__isnull=False)),
        ("waiting", "Ждут проверки чека", clients.unproven()),
        ("rejected", "Чек отклонён", Q(rejected_at__isnull=False)),
        ("refunds", "Возвраты", Q(refund_of__isnull=False, is_correction=False)),
        ("corrections", "Исправления", Q(is_correction=True) | Q(corrects__isnull=False)),
    ],
    "deal": [
        ("paid", "Успешные", Q(counted_day__isnull=False)),
        ("unpaid", "Без оплаты", Q(counted_day=None)),
    ],
    "lead": [
        ("counted", "Действуют", Q(withdrawn_at=None)),
        ("withdrawn", "Отозваны", Q(withdrawn_at__isnull=False)),
    ],
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty is everything."""

    kind: str
    span: Span
    search: Search
    manager: str
    state: str

    @property
    def is_narrowed(self) -> bool:
        return bool(self.search.text or self.manager or self.state or self.span.since)


@dataclass(frozen=True, slots=True)
class EntriesPage:
    """Rows of one kind with what the filters offer."""

    filters: Filters
    page: Page[Any]
    options: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    tabs: list[dict[str, object]] = field(default_factory=list)


def entries_page(viewer: Viewer, params: Mapping[str, str], now: datetime) -> EntriesPage:
    """Newest first, by the entry's own date."""
    kind = chosen(params, "kind", KINDS) or "payment"
    people = [(str(each.pk), each.name) for each in companies.managers(active_only=False)]
    states = [(code, title) for code, title, _ in STATES[kind]]
    filters = Filters(
        kind=kind,
        span=chosen_span(params, now, viewer.company.zone),
        search=searched(params),
        manager=chosen(params, "manager", [code for code, _ in people]),
        state=chosen(params, "state", [code for code, _ in states]),
    )
    rows = _narrowed(_every(kind), filters)
    return EntriesPage(
        filters=filters,
        page=page_of(rows, read_cursor(params), moment=MOMENTS[kind]),
        options={"manager": people, "state": states},
        tabs=[
            {"title": title, "url": f"?kind={code}", "active": code == kind} for code, title in KINDS.items()
        ],
    )


def _every(kind: str) -> QuerySet[Any]:
    if kind == "lead":
        return clients.crm_leads()
    return clients.deals() if kind == "deal" else clients.payments()


def _narrowed(rows: QuerySet[Any], filters: Filters) -> QuerySet[Any]:
    kind = filters.kind
    if filters.span.since is not None:
        moment = MOMENTS[kind]
        rows = rows.filter(**{f"{moment}__gte": filters.span.since, f"{moment}__lt": filters.span.until})
    if filters.search.client_ids is not None:
        rows = rows.filter(**{f"{CLIENTS[kind]}__in": filters.search.client_ids})
    if filters.manager:
        rows = rows.filter(**{MANAGERS[kind]: filters.manager})
    wanted = next((each for code, _, each in STATES[kind] if code == filters.state), None)
    return rows if wanted is None else rows.filter(wanted)
