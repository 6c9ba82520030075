"""What was deleted: lists are silent about it, so cards that we know are asked for by their ids.

A list leaves out what its asker may not see as well, so whatever it leaves out is asked for by itself: only a card that
``crm.deal.get`` or ``crm.lead.get`` calls not found is gone. They tell by words, not by codes; ``crm.item.get`` has a
code, and says it of a deal in a pipeline that is closed to the asker, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from mentor.crm.provider import Account
from mentor.crm.told import Absent, Card, Kind
from mentor.providers.hook import Hook
from mentor.providers.values import plain

from .client import PAGE, READY, Json, answers, batch, refuse, rows_of

COMMANDS = 50
EVENTS: Mapping[str, Kind] = {"ONCRMLEADDELETE": "lead", "ONCRMDEALDELETE": "deal"}
NOT_FOUND, DENIED = "not found", "access denied"


def deleted_in(hook: Hook) -> list[Card]:
    """The card that an event says was deleted. It is a hint: the portal is asked before anything changes."""
    said = hook.form()
    kind = EVENTS.get(said.get("event", "").upper())
    key = plain(said.get("data[FIELDS][ID]", ""), 100)
    return [Card(kind, key)] if kind and key else []


def absent(account: Account, cards: Sequence[Card]) -> Absent:
    """Which of the cards the portal has no more, and which it hides. One request, and one for each fifty not listed."""
    listed = _listed(account, cards)
    gone: set[Card] = set()
    hidden: set[Card] = set()
    for some in _by(COMMANDS, [each for each in cards if each not in listed]):
        for card, error in _refusals(account, some):
            words = str(error.get("error_description") or "").strip(" .").casefold()
            if words == NOT_FOUND:
                gone.add(card)
            elif words == DENIED:
                hidden.add(card)
            else:
                refuse(error, READY)
    return Absent(frozenset(gone), frozenset(hidden))


def _listed(account: Account, cards: Sequence[Card]) -> set[Card]:
    asked: dict[str, tuple[str, Mapping[str, str]]] = {}
    kinds: tuple[Kind, ...] = get_args(Kind)
    for kind in kinds:
        for at, page in enumerate(_by(PAGE, [each for each in cards if each.kind == kind])):
            wanted = {f"filter[@ID][{place}]": each.key for place, each in enumerate(page)}
            asked[f"{kind}_{at}"] = (f"crm.{kind}.list", {**wanted, "select[0]": "ID", "start": "-1"})
    found = batch(account, asked) if asked else {}
    return {
        Card(kind, str(row.get("ID")))
        for kind in kinds
        for name, rows in found.items()
        if name.startswith(kind)
        for row in rows_of(rows)
    }


def _refusals(account: Account, cards: Sequence[Card]) -> Iterator[tuple[Card, Json]]:
    asked = {f"{each.kind}_{each.key}": (f"crm.{each.kind}.get", {"id": each.key}) for each in cards}
    _, errors = answers(account, asked)
    for each in cards:
        if (error := errors.get(f"{each.kind}_{each.key}")) is not None:
            yield each, error


def _by(size: int, cards: Sequence[Card]) -> Iterator[Sequence[Card]]:
    for begin in range(0, len(cards), size):
        yield cards[begin : begin + size]
