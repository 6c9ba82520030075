"""Small counts: what the figures are made of, whether tallied in memory or in the database.

Source: the rules of the figures, «Leads», «Deals and payments» and «Losses and returns».
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class PeriodCounts:
    """Unique leads and successful deals of one span; unique leads do not add up over spans."""

    leads: int
    deals: int

    def __post_init__(self) -> None:
        if self.leads < 0 or self.deals < 0:
            raise ValueError(f"a count cannot be negative: {self.leads} leads, {self.deals} deals")

    @property
    def conversion(self) -> Fraction | None:
        """Deals per lead, exact; may exceed 1; unknown (None) without leads."""
        return Fraction(self.deals, self.leads) if self.leads else None


@dataclass(frozen=True, slots=True)
class LeadCount:
    """``count`` unique leads of a period whose first day in it is ``day``.

    ``manager`` and ``client`` are needed only for a split by them; None stands for nobody or unknown.
    """

    day: date
    manager: str | None = None
    client: str | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class DealCount:
    """``count`` successful deals of a period dated ``day``; ``returned`` where they count as returns."""

    day: date
    manager: str | None = None
    client: str | None = None
    count: int = 1
    returned: bool = False


@dataclass(frozen=True, slots=True)
class ReturnedPayment:
    """A proven payment of a returned client's deal, net of refunds, in roubles; ``manager`` is the deal's."""

    payment: str
    deal: str
    day: date
    manager: str | None
    client: str | None
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Steps:
    """Clients by the step that first happened in their case within the period; each client once a step."""

    lost: int = 0
    recommended: int = 0
    contacted: int = 0
    agreed: int = 0
    paid: int = 0
