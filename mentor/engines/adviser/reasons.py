"""What stopped a client, read from the telling words: «сто тридцать тысяч разница» is a comparison of prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ..text.cues import Cues
from .wording import sections


@dataclass(frozen=True, slots=True)
class Reason:
    """One reading. ``told`` is said to the client, ``case`` of the client; ``join`` and ``ask`` are whole sentences."""

    name: str
    cues: Cues
    told: tuple[str, ...]
    case: tuple[str, ...]
    join: tuple[str, ...]
    ask: tuple[str, ...]

    @property
    def kind(self) -> str:
        """The kind of objection that it belongs to."""
        return self.name.split(".")[0]

    @property
    def specific(self) -> bool:
        """Does it say more than its kind."""
        return "." in self.name


# Readings that hold whatever kind an objection was taken for: a rival's price is a question of price.
ANYWHERE = (
    "price.cheaper", "price.undervalued", "competitor.kin", "competitor.own", "competitor.self", "trust.burnt",
    "trust.overcharge", "price.budget",
)  # fmt: skip


@cache
def reasons() -> tuple[Reason, ...]:
    """All readings in the order of the file: the special ones of a kind before its general one."""
    return tuple(_reason(name, lines) for name, lines in sections("reasons.txt").items())


def _reason(name: str, lines: list[str]) -> Reason:
    parts: dict[str, list[str]] = {"cue": [], "told": [], "case": [], "join": [], "ask": []}
    for line in lines:
        key, _, text = line.partition(": ")
        parts[key].append(text)
    cues = Cues(*(cue.strip() for text in parts["cue"] for cue in text.split(";") if cue.strip()))
    told, case, join, ask = (tuple(parts[key]) for key in ("told", "case", "join", "ask"))
    return Reason(name, cues, told, case, join, ask)


@cache
def reason(name: str) -> Reason:
    """The reading of that name."""
    return next(each for each in reasons() if each.name == name)


def read_reason(texts: Sequence[str], kind: str) -> Reason:
    """The first special reading of that kind in ``texts``, else one that fits any kind, else the general one."""
    of_kind = [each for each in reasons() if each.kind == kind and each.specific]
    for text in texts:
        found = next((each for each in of_kind if text in each.cues), None)
        if found is not None:
            return found
    for name in ANYWHERE:
        if any(text in reason(name).cues for text in texts):
            return reason(name)
    return reason(kind)


def reasons_in(text: str) -> frozenset[str]:
    """Names of all readings whose words occur in ``text``."""
    return frozenset(each.name for each in reasons() if text in each.cues)
