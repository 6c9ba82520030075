"""What is entered into the books, typed and checked; moments are aware, money is roubles with kopecks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from mentor.companies.models import Member

from .messages import problem

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LARGEST = Decimal("999999999999.99")


@dataclass(frozen=True, slots=True)
class NewLead:
    """Somebody asked. ``external_id`` is the CRM's number; empty where it was typed in by hand."""

    external_id: str
    created_at: datetime
    phone: str
    name: str = ""
    manager: Member | None = None


@dataclass(frozen=True, slots=True)
class NewDeal:
    """A sale in the making, before or after it is paid."""

    external_id: str
    phone: str
    name: str = ""
    title: str = ""
    manager: Member | None = None


@dataclass(frozen=True, slots=True)
class NewPayment:
    """Money received, or given back where ``refund_of`` names the payment by its number.

    ``deal`` is the deal's number; without one the payment is a deal of its own, of the client with ``phone``.
    ``is_day``: only the day is known, ``paid_at`` is its end.
    """

    external_id: str
    amount: Decimal
    paid_at: datetime
    deal: str = ""
    phone: str = ""
    name: str = ""
    manager: Member | None = None
    refund_of: str = ""
    is_day: bool = False


def check_moment(moment: datetime, now: datetime, field: str) -> None:
    """Nothing in the books is dated later than now. Raises ``Problem``."""
    if moment < EARLIEST:
        raise problem("too_early", field)
    if moment > now:
        raise problem("in_future", field)


def check_amount(amount: Decimal, field: str = "amount") -> Decimal:
    """Positive, whole kopecks. Raises ``Problem``."""
    if not amount.is_finite() or not 0 < amount <= LARGEST or amount != round(amount, 2):
        raise problem("bad_amount", field)
    return round(amount, 2)
