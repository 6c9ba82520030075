"""Payments inside a deal, each an entry of its own in the books: rows of kind ``pay`` that belong to the deal's record.

A deal is paid as a whole or by its parts, never both: whoever changes the way, the money of the other way is taken out
in the same transaction.
"""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from mentor.clients import payments as money
from mentor.core.formats import money as written
from mentor.pipeline.ledger import actions as ledger
from mentor.pipeline.ledger.entries import NewPayment, check_amount, check_moment

from .errors import problem
from .models import CrmConnection, Record
from .told import Part

KIND = "pay"


def settle(*, connection: CrmConnection, record: Record, parts: tuple[Part, ...]) -> None:
    """Bring the deal's entries in line with its payments. Raises ``Problem``; the caller's transaction."""
    rows = {each.key: each for each in _rows(connection, record)}
    wanted = {f"{record.key}:{each.key}": each for each in parts}
    for key, row in rows.items():
        if key not in wanted:
            _take_back(row, record, "оплаты в CRM больше нет")
    _check_foreign(record, list(rows.values()), sum((each.amount for each in parts), Decimal(0)))
    for key, part in wanted.items():
        row = rows.get(key) or Record.objects.create(connection=connection, kind=KIND, key=key)
        _pay(connection, record, row, part)


def take_back(*, connection: CrmConnection, record: Record, why: str) -> None:
    """None of its payments counts any more: the deal does not, or it counts as a whole."""
    for row in _rows(connection, record):
        _take_back(row, record, why)


def _rows(connection: CrmConnection, record: Record) -> list[Record]:
    rows = Record.objects.filter(connection=connection, kind=KIND, key__startswith=f"{record.key}:")
    return list(rows.select_related("payment").order_by("pk"))


def _check_foreign(record: Record, rows: list[Record], told: Decimal) -> None:
    """Money that others entered for the deal is not entered beside ours."""
    assert record.deal is not None
    ours = sum((ledger.left_of(each.payment) for each in rows if each.payment is not None), Decimal(0))
    known = money.standing_of(list(record.deal.payments.all())).net
    if known != ours:
        raise problem("paid_elsewhere", known=written(known), told=written(told))


def _pay(connection: CrmConnection, record: Record, row: Record, part: Part) -> None:
    if part.currency != "RUB":
        raise problem("currency", currency=part.currency)
    amount = check_amount(part.amount)
    if row.payment is not None:
        if row.amount == amount and row.payment.paid_at == part.paid_at:
            return
        _check_untouched(row)
        check_moment(part.paid_at, timezone.now(), "paid_at")
        row.payment = ledger.correct(
            payment=row.payment,
            reason=_why(record, "оплата изменилась в CRM"),
            by=None,
            amount=amount,
            paid_at=part.paid_at,
        )
    else:
        check_moment(part.paid_at, timezone.now(), "paid_at")
        number = f"{connection.provider}:payment:{part.key}" + (
            f":{row.payments + 1}" if row.payments else ""
        )
        new = NewPayment(external_id=number, amount=amount, paid_at=part.paid_at, deal=record.key)
        row.payment = ledger.enter_payment(new=new).row
        row.payments += 1
    row.amount = amount
    row.save()


def _take_back(row: Record, record: Record, why: str) -> None:
    if row.payment is None:
        return
    _check_untouched(row)
    ledger.correct(payment=row.payment, reason=_why(record, why), by=None)
    row.payment, row.amount = None, None
    row.save()


def _check_untouched(row: Record) -> None:
    """What a person gave back by hand is not mended by a machine."""
    assert row.payment is not None
    if ledger.left_of(row.payment) != row.amount:
        raise problem("refunded")


def _why(record: Record, words: str) -> str:
    return f"Сделка {record.key}: {words}"[:300]
