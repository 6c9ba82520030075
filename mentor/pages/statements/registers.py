"""Registers of a statement: the very deals, payments and leads, each opened down to its calls. No queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse

from mentor.clients.models import PaymentSource
from mentor.core import formats
from mentor.core.documents import content as doc
from mentor.core.documents.content import Cell, Column, Section, Table, exact

Data = Mapping[str, Any]
Rows = list[tuple[Cell, ...]]
COLUMNS = (
    Column("Клиент", width=24),
    Column("Менеджер", width=20),
    Column("Когда", width=13),
    Column("Чем подтверждено", width=22),
    Column("Звонки", width=19),
    Column("Оплата", num=True, width=15),
)


def deals(data: Data, most: int | None) -> Section:
    """Deals of the growth part: each counts once, by the mean cheque."""
    first, last = data["part"]["from"], data["part"]["to"]
    found = [
        each
        for each in data["deals"]
        if not each["returned"] and each["day"] is not None and first <= each["day"] <= last
    ]
    rows = [
        _row(deal, payment, _paid(payment), first=at == 0)
        for deal in found
        for at, payment in enumerate(deal["payments"])
    ]
    section = Section(
        f"Сделки роста: {len(found)}",
        hint="в рост каждая сделка входит один раз, по среднему чеку",
        empty="Сделок без вернувшихся клиентов в этом месяце не было.",
        code="deals",
    )
    return _filled(section, COLUMNS, rows, most)


def returned(data: Data, most: int | None) -> Section:
    """Payments of returned clients in the month, each less what was given back of it, whenever that was."""
    first, last = data["part"]["from"], data["part"]["to"]
    rows: Rows = []
    for deal in data["deals"]:
        if deal["returned"]:
            within = [
                each
                for each in deal["payments"]
                if each["refund_of"] is None and first <= each["paid_at"][:10] <= last
            ]
            rows += [_row(deal, each, exact(each["net"]), first=at == 0) for at, each in enumerate(within)]
    section = Section(
        "Оплаты вернувшихся клиентов",
        hint="за вычетом возвратов денег; звонок — тот, где клиента потеряли",
        empty="Вернувшиеся клиенты в этом месяце не платили.",
        code="returned",
    )
    return _filled(section, COLUMNS, rows, most)


def leads(data: Data, most: int | None) -> Section:
    """Leads by the day that first saw them and their manager; a day opens its calls."""
    columns = (Column("День", width=22), Column("Менеджер", width=30), Column("Лидов", num=True))
    rows: Rows = [
        (
            doc.text(
                formats.date_long(date.fromisoformat(each["day"])),
                url=f"{reverse('calls')}?period=custom&from={each['day']}&to={each['day']}",
            ),
            doc.text(each["manager"] or "не определён"),
            doc.integer(each["leads"]),
        )
        for each in data["lead_days"]
    ]
    section = Section(
        f"Лиды: {formats.integer(data['statement']['leads'])}",
        hint="клиент считается в день первого разговора месяца",
        empty="Лидов не было.",
        code="leads",
    )
    return _filled(section, columns, rows, most)


def _filled(section: Section, columns: tuple[Column, ...], rows: Rows, most: int | None) -> Section:
    shown = rows if most is None else rows[:most]
    cut = f"Показаны первые {len(shown)} строк из {len(rows)}. Все — в файле Excel."
    notes = (cut,) if len(shown) < len(rows) else ()
    return replace(section, table=Table(columns, tuple(shown)), notes=notes)


def _paid(payment: Data) -> Decimal:
    """What went over the counter; a refund below zero."""
    amount = Decimal(payment["amount"])
    return -amount if payment["refund_of"] is not None else amount


def _row(deal: Data, payment: Data, amount: Decimal | None, *, first: bool) -> tuple[Cell, ...]:
    """The client stands in the deal's first line alone."""
    client = doc.text(deal["client"], url=reverse("client", args=[deal["client_id"]]), note=deal["title"])
    return (
        client if first else doc.text("", note="та же сделка"),
        doc.text(deal["manager"] or "не определён"),
        doc.text(f"{datetime.fromisoformat(payment['paid_at']):%d.%m.%Y}"),
        _proof(payment),
        _calls(deal),
        doc.money(amount),
    )


def _proof(payment: Data) -> Cell:
    """What proves it; a receipt by its number and date, opened as the file."""
    back = "возврат: " if payment["refund_of"] is not None else ""
    number = f" {payment['number']}" if payment["number"] else ""
    if payment["source"] == PaymentSource.CRM:
        return doc.text(f"{back}CRM{number}")
    receipt = payment.get("receipt")
    if receipt is not None:
        number = f" № {receipt['number']}" if receipt["number"] else ""
        number += f" от {datetime.fromisoformat(payment['paid_at']):%d.%m.%Y}"
    checked = f"подтвердил {payment['confirmed_by']}" if payment["confirmed_by"] else ""
    if not payment["proven"]:
        checked = "не подтверждён, не считается"
    if "receipt" not in payment:  # closed before files were a part of it; the payment is the same one
        url = reverse("payment", args=[payment["id"]])
        return doc.text(
            f"{back}чек{number}", url=url, note=", ".join(filter(None, ("файл на странице оплаты", checked)))
        )
    if receipt is None:
        return doc.text(f"{back}чек{number}", note=checked)
    url = reverse("receipt_file", args=[receipt["id"]])
    return doc.text(f"{back}чек{number}", url=url, note=", ".join(filter(None, (receipt["file"], checked))))


def _calls(deal: Data) -> Cell:
    if deal["lost_call"]:
        return doc.text("звонок с потерей", url=reverse("call", args=[deal["lost_call"]]))
    return doc.text("звонки клиента", url=f"{reverse('calls')}?client={deal['client_id']}")
