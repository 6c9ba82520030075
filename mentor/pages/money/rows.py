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
class Behind:
    """What stands behind the payments of a page, by the deal's id: all entries of the deal, and its return.

    ``names``: everybody's, by the member's id.
    """

    payments: dict[int, list[Payment]]
    cases: dict[int, LossCase]
    names: dict[int, str]


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """``brings``: roubles of the month's money that this entry stands for, exact; 0 where none.

    ``case``: the loss after which the client came back with this deal. ``manager``: the deal's, by name, or empty.
    """

    payment: Payment
    case: LossCase | None
    manager: str
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
    payments: list[Payment], behind: Behind, found: MonthMoney, zone: ZoneInfo
) -> list[PaymentRow]:
    """Rows of ``payments`` in their order."""
    return [_row(payment, behind, found.inputs.mean_cheque, zone) for payment in payments]


def _row(payment: Payment, behind: Behind, mean_cheque: Fraction | None, zone: ZoneInfo) -> PaymentRow:
    case = behind.cases.get(payment.deal_id)
    manager = behind.names.get(payment.deal.manager_id or 0, "")
    brings, why = _counted(payment, behind, mean_cheque, zone)
    return PaymentRow(payment, case, manager, brings, why)


def _counted(
    payment: Payment, behind: Behind, mean_cheque: Fraction | None, zone: ZoneInfo
) -> tuple[Fraction, str]:
    """Roubles of the month's money behind an entry, and the words for it."""
    if payment.rejected_at is not None:
        return Fraction(0), "не считается: чек отклонён"
    if not payment.is_proven:
        return Fraction(0), "не считается, пока интегратор не подтвердит"
    if payment.refund_of is not None:
        paid = payment.refund_of.paid_at.astimezone(zone)
        word = "исправление" if payment.is_correction else "возврат"
        return Fraction(0), f"{word}: вычтено из оплаты от {paid:%d.%m.%Y}"
    standing = standing_parts(behind.payments[payment.deal_id])
    return _brings(payment, standing, payment.deal_id in behind.cases, mean_cheque)


def _brings(
    payment: Payment, standing: dict[Payment, Decimal], returned: bool, mean_cheque: Fraction | None
) -> tuple[Fraction, str]:
    """The same for a proven payment; ``standing``: what is left of each of its deal's payments."""
    if payment not in standing:
        return Fraction(0), "возвращена целиком"
    if returned:
        return Fraction(standing[payment]), "вернувшийся клиент: вся оплата за вычетом возвратов"
    if payment != next(iter(standing)):
        return Fraction(0), "следующая оплата той же сделки"
    if mean_cheque is None:
        return Fraction(0), "сделка в конверсии"
    return mean_cheque, "сделка в росте: по среднему чеку"
