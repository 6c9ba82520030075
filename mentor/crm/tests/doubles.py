"""What doubles of CRMs share: sales as they really are, and what was written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from mentor.providers.tests.doubles import Double


@dataclass(frozen=True)
class Sale:
    """A deal as it stands; moments in Unix seconds, ``stage`` one of open, won, lost, spam; ``paid_day`` is what people
    wrote into a field of theirs."""

    key: str
    phone: str
    created: int
    updated: int
    stage: str = "open"
    amount: int = 0
    closed: int | None = None
    deleted: bool = False
    paid_day: int | None = None


class CrmDouble(Double):
    """``loses_answers``: of so many writes the answer is lost after the write was done."""

    code: ClassVar[str]
    lists: ClassVar[str]
    """The path that deals are listed at."""
    paid_field: ClassVar[str]
    """The field of a deal that people write the day of payment into."""

    def __init__(self) -> None:
        super().__init__()
        self.sales: dict[str, Sale] = {}
        self.notes: list[dict[str, Any]] = []
        self.tasks: list[dict[str, Any]] = []
        self.next_id = 0
        self.loses_answers = 0

    def settings(self) -> dict[str, str]:
        raise NotImplementedError

    def secrets(self) -> dict[str, str]:
        raise NotImplementedError

    def stage(self, name: str) -> str:
        """The key of a stage."""
        raise NotImplementedError

    def texts(self, kind: str) -> list[str]:
        """Of notes or tasks that stand there."""
        raise NotImplementedError

    def put(self, sale: Sale) -> None:
        self.sales[sale.key] = sale

    def change(self, key: str, **news: Any) -> None:
        self.sales[key] = replace(self.sales[key], **news)
