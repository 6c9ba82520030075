"""What a telephony says of a call, piece by piece, and how the pieces become one. Pure rules.

Pieces come late, twice and in any order. A piece that tells of the call's end is final; what a final piece says
holds against what an unfinished one said, whichever came first. So the order does not change the result.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any, Literal, Self

Direction = Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one call; None is unknown.

    ``duration_s`` of conversation, seconds. ``manager``: internal number or user id; ``manager_email`` instead of it
    where the provider names people by e-mail. ``client_phone`` as it came, empty for a hidden number. ``recorded``:
    whether there is a recording; ``recording``: by what the provider gives it out (an id or an address).
    """

    ended: bool = False
    direction: Direction | None = None
    started_at: datetime | None = None
    duration_s: float | None = None
    manager: str | None = None
    manager_email: str | None = None
    client_phone: str | None = None
    client_name: str | None = None
    missed: bool | None = None
    recorded: bool | None = None
    recording: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Known facts only."""
        known = {name: value for name, value in asdict(self).items() if value is not None}
        return known | ({"started_at": self.started_at.isoformat()} if self.started_at else {})

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        names = {each.name for each in fields(cls)}
        known = {name: value for name, value in stored.items() if name in names}
        if "started_at" in known:
            known["started_at"] = datetime.fromisoformat(known["started_at"])
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Report:
    """One piece: ``key`` is the provider's id of the call that it tells of."""

    key: str
    facts: Facts


def merged(known: Facts, news: Facts) -> Facts:
    """Both together. Between two final (or two unfinished) pieces what came first holds, the other fills gaps."""
    first, second = (news, known) if news.ended and not known.ended else (known, news)
    taken = {
        each.name: getattr(second, each.name)
        for each in fields(Facts)
        if each.name != "ended" and getattr(first, each.name) is None
    }
    whole = replace(first, **taken)
    # a recording that exists is not talked away by a piece that knew of none yet
    if known.recorded or news.recorded:
        whole = replace(whole, recorded=True)
    return whole
