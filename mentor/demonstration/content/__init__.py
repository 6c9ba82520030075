"""The demonstration company as typed data: ``load()`` reads the JSON files beside this module.

Days are counted back in working days from the day of the demonstration (0 = today), so that the same stories
can be told on any date; ``schedule.py`` turns them into moments. ``company.json`` has the same keys as the
company files of the engines' file doors plus ``time_zone``, ``pilot``, ``head`` and details of the managers.
``expectations.json`` holds what a fair expert would say of each call. It is a yardstick for tests; nothing in
the product reads it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

FOLDER = Path(__file__).parent
COMPANY_FILE = FOLDER / "company.json"
EXPECTATIONS_FILE = FOLDER / "expectations.json"

Voice = Literal["male", "female"]
Purpose = Literal["live", "history", "reference"]
TranscriptKind = Literal["timed", "untimed", "none"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who logs in."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Manager:
    """A sales manager; ``strength`` says in Russian what this person is good and bad at."""

    name: str
    extension: str
    email: str
    voice: Voice
    strength: str
    last_login_days_ago: int


@dataclass(frozen=True, slots=True)
class Pilot:
    """The start of work together; ``baseline`` is a fraction (0.136364 = 13,6 %) with its source."""

    started_working_days_ago: int
    baseline: Decimal
    baseline_source: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that the company does not use."""

    phrase: str
    why: str
    instead: str


@dataclass(frozen=True, slots=True)
class Objection:
    """What clients say against buying, and the answer that works."""

    text: str
    good_answer: str


@dataclass(frozen=True, slots=True)
class Company:
    """The company and its knowledge; ``script`` maps a stage code to its text, one item a line."""

    key: str
    name: str
    industry: str
    product: str
    avg_cheque: Decimal
    time_zone: str
    head: Person
    managers: tuple[Manager, ...]
    pilot: Pilot
    script: Mapping[str, str]
    required_in_presentation: tuple[str, ...]
    expert_rules: tuple[str, ...]
    forbidden_phrases: tuple[Phrase, ...]
    objections: tuple[Objection, ...]
    reference_calls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Client:
    """A client; ``name`` is None where it was never said, ``phone`` (E.164) is None for a hidden number."""

    key: str
    name: str | None
    phone: str | None
    voice: Voice
    note: str


@dataclass(frozen=True, slots=True)
class Moment:
    """Working days before the demonstration's day, and the time of that day by the company's clock."""

    working_days_ago: int
    time: time


@dataclass(frozen=True, slots=True)
class Line:
    """One turn of a conversation."""

    speaker: Literal["manager", "client"]
    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """One conversation. ``transcript`` none: a missed call, without words and without a recording."""

    id: str
    direction: Literal["in", "out"]
    manager: str
    client: str
    day: Moment
    purpose: Purpose
    transcript: TranscriptKind
    utterances: tuple[Line, ...]
    note_for_author: str | None = None


@dataclass(frozen=True, slots=True)
class Deal:
    """What was agreed to be bought; it counts when its money is proven."""

    id: str
    client: str
    manager: str
    title: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Payment:
    """Money of a deal in roubles, always positive; with ``refund_of`` it went back to the client."""

    id: str
    deal: str
    amount: Decimal
    day: Moment
    source: Literal["crm", "receipt"]
    receipt_number: str | None
    confirmed: bool
    refund_of: str | None
    note: str


@dataclass(frozen=True, slots=True)
class Demo:
    """Everything the demonstration company consists of."""

    company: Company
    clients: Mapping[str, Client]
    calls: tuple[Call, ...]
    deals: tuple[Deal, ...]
    payments: tuple[Payment, ...]

    def manager(self, name: str) -> Manager:
        """The manager of that name. Raises ``KeyError``."""
        for manager in self.company.managers:
            if manager.name == name:
                return manager
        raise KeyError(name)

    def payment(self, payment_id: str) -> Payment:
        """The payment of that id. Raises ``KeyError``."""
        found = next((payment for payment in self.payments if payment.id == payment_id), None)
        if found is None:
            raise KeyError(payment_id)
        return found

    def deal(self, deal_id: str) -> Deal:
        """The deal of that id. Raises ``KeyError``."""
        for deal in self.deals:
            if deal.id == deal_id:
                return deal
        raise KeyError(deal_id)


def _read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def _moment(data: Mapping[str, Any]) -> Moment:
    return Moment(data["working_days_ago"], time.fromisoformat(data["time"]))


def _company(data: dict[str, Any]) -> Company:
    pilot = data.pop("pilot")
    return Company(
        avg_cheque=Decimal(data.pop("avg_cheque")),
        head=Person(**data.pop("head")),
        managers=tuple(Manager(**row) for row in data.pop("managers")),
        pilot=Pilot(**{**pilot, "baseline": Decimal(pilot["baseline"])}),
        forbidden_phrases=tuple(Phrase(**row) for row in data.pop("forbidden_phrases")),
        objections=tuple(Objection(**row) for row in data.pop("objections")),
        required_in_presentation=tuple(data.pop("required_in_presentation")),
        expert_rules=tuple(data.pop("expert_rules")),
        reference_calls=tuple(data.pop("reference_calls")),
        **data,
    )


def _call(data: dict[str, Any]) -> Call:
    lines = tuple(Line(**row) for row in data.pop("utterances"))
    return Call(day=_moment(data.pop("day")), utterances=lines, **data)


def _payment(data: dict[str, Any]) -> Payment:
    return Payment(day=_moment(data.pop("day")), amount=Decimal(data.pop("amount")), **data)


@cache
def load() -> Demo:
    """Read the whole demonstration; calls are sorted from the oldest to the newest."""
    calls = [_call(json.loads(path.read_text(encoding="utf-8"))) for path in FOLDER.glob("calls/*.json")]
    money = _read("payments.json")
    return Demo(
        company=_company(_read(COMPANY_FILE.name)),
        clients={key: Client(key=key, **row) for key, row in _read("clients.json").items()},
        calls=tuple(sorted(calls, key=lambda call: (-call.day.working_days_ago, call.day.time, call.id))),
        deals=tuple(Deal(**{**row, "amount": Decimal(row["amount"])}) for row in money["deals"]),
        payments=tuple(_payment(row) for row in money["payments"]),
    )
