"""The weekly report's own rules: what to do this week, and what has changed in weeks that were reported. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_THINGS = 3
MOST_EVIDENCE = 3
# Where two things concern as many clients: what brings a client back soonest comes first.
KINDS = ("untouched", "agreed", "overdue", "objection", "stage")

# Figures of a week in their printed form that a later report compares, as paths into it.
COMPARED: tuple[tuple[str, ...], ...] = (
    ("leads",),
    ("deals",),
    ("conversion",),
    ("returned", "lost"),
    ("returned", "recommended"),
    ("returned", "contacted"),
    ("returned", "agreed"),
    ("returned", "paid"),
    ("money", "growth"),
    ("money", "returned"),
    ("money", "total"),
)
Printed = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A call that shows it: words said there and where (seconds), if any."""

    call: int
    client: str
    quote: str = ""
    at_s: float | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """Something to do this week. ``count``: how many clients or calls it concerns; the rest names what it is of."""

    kind: str
    count: int
    evidence: tuple[Evidence, ...]
    manager: str = ""
    manager_id: int | None = None
    stage: int | None = None
    rule: str = ""
    objection: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of a reported week that is another one now; both as printed, None where unknown."""

    figure: str
    was: Any
    now: Any


def things_to_do(found: Iterable[Thing]) -> tuple[Thing, ...]:
    """The three that concern the most clients, one of a kind, each with its evidence; none without any."""
    best: dict[str, Thing] = {}
    for each in found:
        if each.count and each.evidence and each.count > getattr(best.get(each.kind), "count", 0):
            best[each.kind] = each
    ordered = sorted(best.values(), key=lambda each: (-each.count, KINDS.index(each.kind)))
    return tuple(ordered[:MOST_THINGS])


def changes(was: Printed, now: Printed) -> tuple[Change, ...]:
    """What differs between two printed figures of one week, in the order of ``COMPARED``."""
    found = ((".".join(path), _at(was, path), _at(now, path)) for path in COMPARED)
    return tuple(Change(*each) for each in found if each[1] != each[2])


def as_told(frozen: Printed, later: Iterable[Sequence[Printed]]) -> dict[str, Any]:
    """The figures of a week as people were last told: as frozen, with the changes that later reports named."""
    told = {".".join(path): _at(frozen, path) for path in COMPARED}
    for lines in later:
        told |= {line["figure"]: line["now"] for line in lines}
    return _nested(told)


def _at(figures: Printed, path: Sequence[str]) -> Any:
    found: Any = figures
    for name in path:
        found = found[name]
    return found


def _nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path, value in flat.items():
        *outer, last = path.split(".")
        place = found
        for name in outer:
            place = place.setdefault(name, {})
        place[last] = value
    return found
