"""What a telephony says of a call, piece by piece, and how the pieces become one. Pure rules.

Pieces come late, twice and in any order. A piece that tells of the call's end is final; what a final piece says
holds against what an unfinished one said, whichever came first. So the order does not change the result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any, Literal, Self

from mentor.core.problems import Problem

Direction = Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one call; None is unknown.

    ``duration_s`` of conversation, seconds. ``manager``: internal number or user id; ``manager_email`` instead of it
    where the provider names people by e-mail. ``client_phone`` as it came, empty for a hidden number. ``recorded``:
    whether there is a recording; ``recording``: by what the provider gives it out (an id or an address);
    ``recordings``: of a call that was recorded in parts (transfers, holds) all of them, as (place in the order, by
    what it is given out); see ``numbered``.
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
    recordings: tuple[tuple[str, str], ...] | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """By what each part of the recording is given out, in order."""
        if self.recordings:
            return tuple(each for _, each in self.recordings)
        return (self.recording,) if self.recording else ()

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
        if "recordings" in known:
            known["recordings"] = tuple((place, each) for place, each in known["recordings"])
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Report:
    """One piece: ``key`` is the provider's id of its call. ``refused``: why nothing can be made of it."""

    key: str
    facts: Facts
    refused: Problem | None = None


def merged(known: Facts, news: Facts) -> Facts:
    """Both together. Between two final (or two unfinished) pieces what came first holds, the other fills gaps."""
    first, second = (news, known) if news.ended and not known.ended else (known, news)
    taken = {
        each.name: getattr(second, each.name)
        for each in fields(Facts)
        if each.name != "ended" and getattr(first, each.name) is None
    }
    whole = replace(first, **taken)
    if known.recordings and news.recordings:  # each event may tell of one part
        whole = replace(whole, recordings=_joined((*known.recordings, *news.recordings)))
    # a recording that exists is not talked away by a piece that knew of none yet
    if known.recorded or news.recorded:
        whole = replace(whole, recorded=True)
    return whole


def numbered(parts: Sequence[str]) -> tuple[tuple[str, str], ...] | None:
    """Parts whose order the provider gave by listing them; None for a single one or none."""
    return tuple((f"{at:03}", each) for at, each in enumerate(parts)) if len(parts) > 1 else None


def _joined(parts: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Every part once, under the earliest place that it was told with."""
    places: dict[str, str] = {}
    for place, each in parts:
        places[each] = min(place, places.get(each, place))
    return tuple(sorted((place, each) for each, place in places.items()))
