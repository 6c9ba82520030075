"""What a company agreed on: values with the dates from which they hold, and how it pays.

Source: the rules of the figures, «Money» and «Fee».
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal
from zoneinfo import ZoneInfo

FeeBase = Literal["growth", "growth_and_returned"]
RETURNED_WINDOW_DAYS = 90


@dataclass(frozen=True, slots=True, order=True)
class DatedValue:
    """A value that holds from 00:00 local of ``since`` until the next one; roubles, or a share."""

    since: date
    value: Fraction


@dataclass(frozen=True, slots=True)
class Terms:
    """``average_cheque`` in roubles, ``baseline`` a conversion as a share, ``fee_rate`` a share of the base.

    ``start``: the day from which money and fee count, None for always. ``crm_connected_from``: the day from
    which CRM leads count, None for never.
    """

    zone: ZoneInfo
    average_cheque: tuple[DatedValue, ...] = ()
    baseline: tuple[DatedValue, ...] = ()
    fee_rate: Fraction | None = None
    fee_base: FeeBase = "growth"
    start: date | None = None
    crm_connected_from: date | None = None
    returned_window_days: int = RETURNED_WINDOW_DAYS

    @property
    def changes(self) -> tuple[date, ...]:
        """The days from which another cheque or baseline holds, in their order."""
        return tuple(sorted({row.since for row in (*self.average_cheque, *self.baseline)}))


def in_force(values: Iterable[DatedValue], day: date) -> Fraction | None:
    """The value that holds on that local day, None before the first.

    Two values from one day contradict each other (``checks.contradictions`` names them); the larger is taken,
    so that their order does not matter.
    """
    held = max((row for row in values if row.since <= day), default=None)
    return None if held is None else held.value
