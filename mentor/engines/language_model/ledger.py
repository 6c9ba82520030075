"""What language models cost a company in a month: a port, and the ledger of a process without a database."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from threading import Lock
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Spent:
    """One answer's cost. ``engine`` is how its result is signed; ``month`` is its first day; ``roubles`` are exact."""

    engine: str
    month: date
    tokens_in: int
    tokens_out: int
    roubles: Decimal


class Ledger(Protocol):
    """Keeps what was spent. ``company`` is ``CompanyProfile.key``."""

    def spend(self, company: str, month: date) -> Decimal:
        """Roubles spent by the company in the month that ``month`` begins."""
        ...

    def note(self, company: str, spent: Spent) -> None:
        """Keep one answer's cost, whether or not the answer was of use."""
        ...


class MemoryLedger:
    """Forgets everything with the process: for file doors and tests."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sums: dict[tuple[str, date], Decimal] = defaultdict(Decimal)
        self.entries: list[tuple[str, Spent]] = []

    def spend(self, company: str, month: date) -> Decimal:
        """Roubles so far."""
        with self._lock:
            return self._sums[company, month]

    def note(self, company: str, spent: Spent) -> None:
        """Keep one."""
        with self._lock:
            self._sums[company, spent.month] += spent.roubles
            self.entries.append((company, spent))
