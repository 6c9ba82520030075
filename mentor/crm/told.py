"""What a CRM tells of a lead, a deal or a call, the same for every provider. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, Self

Kind = Literal["lead", "deal"]
_MOMENTS = ("created_at", "updated_at", "paid_at")


@dataclass(frozen=True, slots=True)
class Part:
    """A payment inside a deal that is paid now: its id, what was paid and when."""

    key: str
    amount: Decimal
    currency: str
    paid_at: datetime

    def as_json(self) -> dict[str, str]:
        return asdict(self) | {"amount": str(self.amount), "paid_at": self.paid_at.isoformat()}

    @classmethod
    def from_json(cls, stored: Mapping[str, str]) -> Self:
        paid_at = datetime.fromisoformat(stored["paid_at"])
        return cls(stored["key"], Decimal(stored["amount"]), stored["currency"], paid_at)


@dataclass(frozen=True, slots=True)
class Told:
    """One lead or deal as it stands in the CRM now.

    ``key``: its id there; ``stage``: see ``Stage.key``; ``amount`` roubles where ``currency`` is RUB; ``paid_at``: when
    it came to its stage, or was closed; ``phones`` as written, the main one first; ``user``: the responsible's id;
    ``dated``: ``paid_at`` is what people wrote into a field of theirs, None where they wrote nothing yet.
    ``parts``: its payments, where they are what counts; None where the deal is paid as a whole.
    ``asks``: it stands for somebody who asked, that is no deal which was made of a lead told by itself.
    """

    kind: Kind
    key: str
    stage: str
    created_at: datetime
    updated_at: datetime
    title: str = ""
    amount: Decimal | None = None
    currency: str = "RUB"
    paid_at: datetime | None = None
    phones: tuple[str, ...] = ()
    name: str = ""
    user: str = ""
    url: str = ""
    asks: bool = True
    deleted: bool = False
    dated: bool = False
    parts: tuple[Part, ...] | None = None

    def as_json(self) -> dict[str, Any]:
        """Everything, to be told again without the CRM."""
        stored = asdict(self)
        for name in _MOMENTS:
            stored[name] = stored[name].isoformat() if stored[name] else None
        stored["parts"] = None if self.parts is None else [each.as_json() for each in self.parts]
        return stored | {"amount": str(self.amount) if self.amount is not None else None}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        known = {each.name: stored[each.name] for each in fields(cls) if each.name in stored}
        for name in _MOMENTS:
            known[name] = datetime.fromisoformat(known[name]) if known.get(name) else None
        known["amount"] = Decimal(known["amount"]) if known.get("amount") is not None else None
        known["phones"] = tuple(known.get("phones", ()))
        if known.get("parts") is not None:
            known["parts"] = tuple(Part.from_json(each) for each in known["parts"])
        return cls(**known)


@dataclass(frozen=True, slots=True)
class CrmCall:
    """A call that the CRM keeps, with the address of its recording. ``duration_s`` in seconds."""

    key: str
    direction: Literal["in", "out"]
    started_at: datetime
    duration_s: float
    phone: str = ""
    user: str = ""
    recording: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a pipeline. ``kind``: won, lost or open, as the CRM itself has it."""

    key: str
    name: str
    kind: Literal["open", "won", "lost"] = "open"


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Stages in their order; ``of``: leads or deals."""

    name: str
    of: Kind
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class CrmUser:
    """A person of the CRM."""

    key: str
    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What an integrator maps: stages and people."""

    pipelines: tuple[Pipeline, ...]
    users: tuple[CrmUser, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(
            tuple(
                Pipeline(each["name"], each["of"], tuple(Stage(**stage) for stage in each["stages"]))
                for each in stored.get("pipelines", ())
            ),
            tuple(CrmUser(**each) for each in stored.get("users", ())),
        )


@dataclass(frozen=True, slots=True)
class Card:
    """Which lead or deal."""

    kind: Kind
    key: str


@dataclass(frozen=True, slots=True)
class Absent:
    """Cards that were asked for and not shown: ``gone`` exist no more, ``hidden`` are not for our eyes."""

    gone: frozenset[Card] = frozenset()
    hidden: frozenset[Card] = frozenset()


@dataclass(frozen=True, slots=True)
class Target:
    """The card that something is written to: ``kind`` is the provider's own word; ``user`` is responsible for it."""

    kind: str
    key: str
    user: str = ""
