"""A receipt of the demonstration's shop as a file: what a client would have photographed."""

from __future__ import annotations

from mentor.core import formats
from mentor.core.documents.content import Document
from mentor.core.documents.paper import pdf

from .schedule import ScheduledPayment


def receipt_pdf(row: ScheduledPayment, *, seller: str, buyer: str) -> bytes:
    """PDF of one payment, or of the money given back; says that it is the demonstration's."""
    kind = "Возврат" if row.payment.refund_of else "Приход"
    facts = (
        ("Чек", f"№ {row.payment.receipt_number}"),
        ("Дата", f"{row.paid_at:%d.%m.%Y %H:%M}"),
        ("Признак расчёта", kind),
        ("Покупатель", buyer),
        ("Товар", row.deal.title),
        ("Назначение", row.payment.note),
        ("Итого", formats.money(row.payment.amount)),
    )
    return pdf(
        Document(
            title="Кассовый чек",
            subtitle=seller,
            made_at=row.paid_at,
            facts=facts,
            foot="Демонстрация mentor.ai: ни продавца, ни покупателя, ни этих денег нет.",
        )
    )
