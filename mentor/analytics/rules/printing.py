"""Output forms: the only place where a figure is rounded, once, half up.

Everything before printing is an exact ``Fraction``, or a 50-digit ``Decimal`` inside the interval. Half up is
commercial rounding: a half goes away from zero, so that a loss and a gain of equal size print alike.
Source: the rules of the figures, «Form».
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

SHARE_PLACES = 6
POINTS_PLACES = 6
MONEY_PLACES = 2

Exact = Fraction | Decimal


def rounded(value: Exact, places: int) -> Fraction:
    """``value`` to ``places`` decimals, half away from zero, still exact."""
    return Fraction(_units(value, places), 10**places)


def fixed(value: Exact, places: int) -> str:
    """Plain decimal notation with exactly ``places`` decimals; there is no minus zero."""
    units = _units(value, places)
    whole, part = divmod(abs(units), 10**places)
    sign = "-" if units < 0 else ""
    return f"{sign}{whole}.{part:0{places}d}" if places else f"{sign}{whole}"


def _units(value: Exact, places: int) -> int:
    """``value`` in units of the last decimal, in whole numbers: fractions are exact and slow."""
    above, below = Fraction(value).as_integer_ratio()
    units: int = (2 * abs(above) * 10**places + below) // (2 * below)
    return units if above >= 0 else -units


def share(value: Exact | None) -> str | None:
    """A conversion: a fraction with six decimals, ``0.250000`` for a quarter. Unknown stays None."""
    return None if value is None else fixed(value, SHARE_PLACES)


def points(value: Exact | None) -> str | None:
    """A difference of two shares in percentage points with six decimals: 0.25 prints ``25.000000``."""
    return None if value is None else fixed(Fraction(value) * 100, POINTS_PLACES)


def money(value: Exact | None) -> str | None:
    """Roubles with kopecks: ``1234.50``. Unknown stays None."""
    return None if value is None else fixed(value, MONEY_PLACES)
