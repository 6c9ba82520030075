"""A payment in the list of Деньги, and what it brings to the month's money. No queries."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from mentor.analytics.queries.month_money import MonthMoney
from mentor.clients.models import Payment, PaymentSource
from mentor.clients.payments import standing_parts
from mentor.pages.overview.figures import roubles
from mentor.recovery.models import LossCase


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """``brings``: roubles of the month's money that this entry stands for, exact; 0 where none.

    ``case``: the loss after which the client came back with this deal.
    """

    payment: Payment
    case: LossCase | None
    brings: Fraction
    why: str

    @property
    def is_refund(self) -> bool:
        return self.payment.refund_of_id is not None

    @property
    def shown(self) -> Decimal | None:
        return roubles(self.brings)

    @property
    def proof(self) -> tuple[str, str]:
        """What proves it, and the tone of the badge."""
        if self.payment.source == PaymentSource.CRM:
            return "CRM", "neutral"
        if self.payment.rejected_at is not None:
            return "чек отклонён", "bad"
        return (
            ("чек подтверждён", "good") if self.payment.is_proven else ("чек ждёт подтверждения", "attention")
        )


def payment_rows(
    payments: list[Payment], cases: dict[int, LossCase], found: MonthMoney, zone: ZoneInfo
) -> list[PaymentRow]:
    """Rows of ``payments`` in their order; each has its deal's payments at hand."""
    return [_row(payment, cases.get(payment.deal_id), found, zone) for payment in payments]


def _row(payment: Payment, case: LossCase | None, found: MonthMoney, zone: ZoneInfo) -> PaymentRow:
    nothing = Fraction(0)
    if payment.rejected_at is not None:
        return PaymentRow(payment, case, nothing, "не считается: чек отклонён")
    if not payment.is_proven:
        return PaymentRow(payment, case, nothing, "не считается, пока интегратор не подтвердит")
    if payment.refund_of is not None:
        paid = payment.refund_of.paid_at.astimezone(zone)
        word = "исправление" if payment.is_correction else "возврат"
        return PaymentRow(payment, case, nothing, f"{word}: вычтено из оплаты от {paid:%d.%m.%Y}")
    brings, why = _brings(payment, case is not None, found.inputs.mean_cheque)
    return PaymentRow(payment, case, brings, why)


def _brings(payment: Payment, returned: bool, mean_cheque: Fraction | None) -> tuple[Fraction, str]:
    """Roubles of the month's money behind a proven payment, and the words for it."""
    standing = standing_parts(list(payment.deal.payments.all()))
    if payment not in standing:
        return Fraction(0), "возвращена целиком"
    if returned:
        return Fraction(standing[payment]), "вернувшийся клиент: вся оплата за вычетом возвратов"
    if payment != next(iter(standing)):
        return Fraction(0), "следующая оплата той же сделки"
    if mean_cheque is None:
        return Fraction(0), "сделка в конверсии"
    return mean_cheque, "сделка в росте: по среднему чеку"
