"""Whether clients of better calls pay more often: Spearman's rank correlation with a bootstrap interval. Pure.

A client is one observation: the mean score of a stage over the client's calls, to half a point, and paid or not. Ranks
of ties are averaged; the interval is the 2.5 and 97.5 percentiles over resamples of clients (B. Efron, "Bootstrap
methods: another look at the jackknife", Annals of Statistics 7 (1979) 1-26). Clients of equal score and outcome are
alike, so a resample is a multinomial draw over the table of counts: exact, and no slower for many clients. The draws
are seeded: the same clients always give the same interval.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from .counts import PeriodCounts

LEVELS = 21  # 0, 0.5 … 10 points
MIN_CLIENTS, MIN_EACH = 30, 5
DRAWS, SEED = 1000, 1979
TAIL = 2.5

Counts = NDArray[np.int64]


class Verdict(Enum):
    """What can be said."""

    BETTER_PAYS = "better_pays"
    BETTER_DOES_NOT = "better_does_not"
    UNCLEAR = "unclear"
    TOO_LITTLE_DATA = "too_little_data"


@dataclass(frozen=True, slots=True)
class Observed:
    """A client: mean score 0–10 of a stage, and whether the client paid."""

    score: float
    paid: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """``rho`` from −1 to 1 with its 95% interval, None where there is too little data.

    ``passed``, ``below``: clients at or over the pass mark and those under it, with how many of them paid.
    """

    clients: int
    paid: int
    rho: float | None
    low: float | None
    high: float | None
    passed: PeriodCounts
    below: PeriodCounts

    @property
    def verdict(self) -> Verdict:
        if self.rho is None or self.low is None or self.high is None:
            return Verdict.TOO_LITTLE_DATA
        if self.low > 0:
            return Verdict.BETTER_PAYS
        return Verdict.BETTER_DOES_NOT if self.high < 0 else Verdict.UNCLEAR


def relation(observed: Iterable[Observed], *, pass_mark: float) -> Relation:
    """Of these clients, in any order."""
    rows = list(observed)
    paid = sum(row.paid for row in rows)
    passed, below = (
        PeriodCounts(len(part), sum(row.paid for row in part))
        for part in (
            [row for row in rows if row.score >= pass_mark],
            [row for row in rows if row.score < pass_mark],
        )
    )
    few = len(rows) < MIN_CLIENTS or min(paid, len(rows) - paid) < MIN_EACH
    rho, low, high = (None, None, None) if few else _interval(_table(rows))
    return Relation(len(rows), paid, rho, low, high, passed, below)


def _table(rows: list[Observed]) -> Counts:
    """Clients by level and outcome."""
    table = np.zeros((LEVELS, 2), dtype=np.int64)
    for row in rows:
        table[min(LEVELS - 1, max(0, int(2 * row.score + 0.5))), int(row.paid)] += 1
    return table


def _interval(table: Counts) -> tuple[float | None, float | None, float | None]:
    """None where all clients scored alike: ranks that are all equal are related to nothing."""
    rho = _spearman(table[np.newaxis])[0]
    if np.isnan(rho):
        return None, None, None
    n = int(table.sum())
    drawn = np.random.default_rng(SEED).multinomial(n, table.ravel() / n, size=DRAWS)
    found = _spearman(drawn.reshape(DRAWS, LEVELS, 2))
    low, high = np.percentile(found[~np.isnan(found)], [TAIL, 100 - TAIL])
    return float(rho), float(low), float(high)


def _spearman(tables: Counts) -> NDArray[np.float64]:
    """For each table of counts; NaN where every client scored alike, or all paid, or none did."""
    clients, paid = tables.sum(axis=2), tables[:, :, 1]
    n, p = clients.sum(axis=1), paid.sum(axis=1)
    ranks = np.cumsum(clients, axis=1) - (clients - 1) / 2
    mean = (n + 1) / 2
    together = (paid * ranks).sum(axis=1) - p * mean
    spread = (clients * ranks**2).sum(axis=1) - n * mean**2
    with np.errstate(divide="ignore", invalid="ignore"):
        found: NDArray[np.float64] = together / np.sqrt(spread * p * (n - p) / n)
    return np.where(np.isfinite(found), found, np.nan)
