"""Everything that Деньги shows, read with a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

from django.http import QueryDict

from mentor.analytics.queries.company import agreed_reads
from mentor.analytics.queries.month_money import MonthMoney, month_money
from mentor.analytics.rules.periods import CALENDAR, Span, full_month_before, month_of
from mentor.clients.models import Payment
from mentor.clients.queries import clients_with_unproven, payments_between, payments_by_deal, unproven
from mentor.companies import queries as companies
from mentor.companies.models import Company
from mentor.core import formats
from mentor.core.keyset import Page, page_of, read_cursor
from mentor.core.reads import apart, at_once
from mentor.pages.context import Frame
from mentor.pages.tiles import Tile
from mentor.pipeline.ledger.receipts import Waiting, waiting
from mentor.recovery.queries import returned_deals, returning_cases

from . import words
from .parts import Part, by_day, by_manager, whole
from .rows import Behind, PaymentRow, payment_rows

PAYMENTS = 25  # of the list, a page
SHOWN = {"": "Все оплаты", "returned": "Вернувшиеся клиенты", "waiting": "Ждут подтверждения"}


@dataclass(frozen=True, slots=True)
class MoneyPage:
    """What the page needs, each part as its template takes it."""

    found: MonthMoney
    title: str
    dates: str
    running: bool
    previous: str
    following: str
    tiles: list[Tile]
    lines: list[words.Line]
    baseline_note: str
    missing: str
    managers: list[Part]
    days: list[Part]
    whole: Part
    tabs: list[dict[str, object]]
    show: str
    payments: Page[Payment]
    rows: list[PaymentRow]
    receipts: Waiting


def money_page(company: Company, params: QueryDict, now: datetime, frame: Frame) -> MoneyPage:
    """At most ten queries, whatever the size of the company. ``frame`` is read with the page."""
    today = now.astimezone(company.zone).date()
    month = chosen_month(params, today)
    small = (agreed_reads(), (clients_with_unproven(), companies.names(), waiting()), frame.reads)
    agreed, (unproven_of, names, receipts), of_frame = apart(small, at_once(*chain(*small)))
    frame.take(of_frame)
    found = month_money(company, month.first, agreed, unproven_of)
    show = params.get("show", "") if params.get("show", "") in SHOWN else ""
    payments = _payments(company, params, found, show)
    deals = {row.deal_id for row in payments.rows}
    behind = Behind(payments=payments_by_deal(deals), cases=returning_cases(deals), names=names)
    previous, following = full_month_before(month.first), month.last + timedelta(days=1)
    return MoneyPage(
        found=found,
        title=formats.month_name(month.first),
        dates=formats.date_range(found.part.first, min(found.part.last, today), today)
        if found.part.days
        else "",
        running=today in month,
        previous=f"{previous.first:%Y-%m}",
        following=f"{following:%Y-%m}" if following <= today else "",
        tiles=words.tiles(found),
        lines=words.arithmetic(found),
        baseline_note=words.baseline_note(found),
        missing=words.missing(found),
        managers=by_manager(found, names),
        days=by_day(found, today),
        whole=whole(found),
        tabs=_tabs(params, show),
        show=show,
        payments=payments,
        rows=payment_rows(payments.rows, behind, found, company.zone),
        receipts=receipts,
    )


def chosen_month(params: QueryDict, today: date) -> Span:
    """``month=2026-03``; the running month where it is not told, cannot be read or has not begun."""
    try:
        first = date.fromisoformat(f"{params.get('month', '')}-01")
    except ValueError:
        first = today
    return month_of(first if CALENDAR.first <= first <= today else today)


def _payments(company: Company, params: QueryDict, found: MonthMoney, show: str) -> Page[Payment]:
    if not found.part.days:
        return Page()
    rows = payments_between(*found.part.bounds(company.zone))
    if show == "waiting":
        rows = rows.filter(unproven())
    if show == "returned":
        rows = rows.filter(deal_id__in=returned_deals())
    return page_of(rows, read_cursor(params), moment="paid_at", size=PAYMENTS)


def _tabs(params: QueryDict, show: str) -> list[dict[str, object]]:
    kept = params.copy()
    for name in ("show", "after", "before"):
        kept.pop(name, None)

    def address(key: str) -> str:
        asked = kept.copy()
        if key:
            asked["show"] = key
        return f"?{asked.urlencode()}#payments"

    return [{"title": title, "url": address(key), "active": key == show} for key, title in SHOWN.items()]
