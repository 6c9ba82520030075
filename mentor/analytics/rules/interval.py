"""How sure a difference of two conversions is.

Wilson's score limits for one proportion and, for the difference of two independent ones, method 10 of
R. G. Newcombe, "Interval estimation for the difference between independent proportions: comparison of eleven
methods", Statistics in Medicine 17 (1998) 873-890: Wilson limits without continuity correction, combined by
square-and-add. Source of the choice: the rules of the figures, «Interval».

Square roots are taken in ``Decimal`` with 50 digits, not in floats: the limits are right to more than 40
decimals, far beyond the six that are printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import Enum

from .counts import PeriodCounts

Z_95 = Decimal("1.959963984540054")
DIGITS = 50
MIN_LEADS = 10


@dataclass(frozen=True, slots=True)
class Interval:
    """Limits of a share, or of a difference of shares (0.05 is five percentage points)."""

    low: Decimal
    high: Decimal

    @property
    def excludes_zero(self) -> bool:
        """Zero lies strictly outside."""
        return self.low > 0 or self.high < 0


class Certainty(Enum):
    """How a page words a difference. Never changes a fee."""

    SIGNIFICANT = "significant"  # «достоверно»
    MAY_BE_CHANCE = "may_be_chance"  # «пока может быть случайностью»
    TOO_LITTLE_DATA = "too_little_data"  # «мало данных»
    UNKNOWN = "unknown"  # more deals than leads: no interval can be given


def wilson(counts: PeriodCounts) -> Interval | None:
    """95% limits of one conversion; None without leads or with more deals than leads."""
    n, successes = counts.leads, counts.deals
    if n == 0 or successes > n:
        return None
    with localcontext() as context:
        context.prec = DIGITS
        z2 = Z_95 * Z_95
        middle = 2 * successes + z2
        spread = Z_95 * (z2 + Decimal(4 * successes * (n - successes)) / n).sqrt()
        width = 2 * (n + z2)
        # at the ends the formula gives 0 and 1 exactly; the last digit of a root may not
        low = Decimal(0) if successes == 0 else (middle - spread) / width
        high = Decimal(1) if successes == n else (middle + spread) / width
    return Interval(low, high)


def newcombe(current: PeriodCounts, previous: PeriodCounts) -> Interval | None:
    """95% limits of ``current`` minus ``previous`` conversion.

    None where either has no leads, or more deals than leads (then it is not a proportion).
    """
    one, two = wilson(current), wilson(previous)
    if one is None or two is None:
        return None
    with localcontext() as context:
        context.prec = DIGITS
        p1 = Decimal(current.deals) / current.leads
        p2 = Decimal(previous.deals) / previous.leads
        down = ((p1 - one.low) ** 2 + (two.high - p2) ** 2).sqrt()
        up = ((one.high - p1) ** 2 + (p2 - two.low) ** 2).sqrt()
        return Interval(p1 - p2 - down, p1 - p2 + up)


def certainty(current: PeriodCounts, previous: PeriodCounts) -> Certainty:
    """The words for a page: too little data under ten leads in either period, whatever the interval says."""
    if min(current.leads, previous.leads) < MIN_LEADS:
        return Certainty.TOO_LITTLE_DATA
    interval = newcombe(current, previous)
    if interval is None:
        return Certainty.UNKNOWN
    return Certainty.SIGNIFICANT if interval.excludes_zero else Certainty.MAY_BE_CHANCE
