"""Payments inside deals, where a connection counts them instead of the deal's sum.

The portal does not say that paying changes a deal, so deals are asked again by and by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from mentor.core.problems import Problem
from mentor.crm.errors import CrmError
from mentor.crm.provider import Account
from mentor.crm.told import Part
from mentor.providers.values import moment, needed, plain

from .client import BETWEEN_S, PAGE, Json, ask, batch, rows_of

COUNTS, BY_PARTS = "counts", "parts"
COMMANDS = 50
DEAL = "2"
METHOD = "crm.item.payment.list"


def parts_of(account: Account, deals: Sequence[str]) -> Mapping[str, tuple[Part, ...]]:
    """What is paid inside each of the deals; nothing at all where the deal's sum is what counts."""
    if account.text(COUNTS) != BY_PARTS:
        return {}
    found: dict[str, tuple[Part, ...]] = {}
    for begin in range(0, len(deals), COMMANDS):
        some = deals[begin : begin + COMMANDS]
        if begin:
            account.web.pause(BETWEEN_S)
        asked = {
            f"paid_{key}": (METHOD, {"entityTypeId": DEAL, "entityId": key, "order[id]": "ASC"})
            for key in some
        }
        answers = batch(account, asked)
        for key in some:
            rows = _all(account, key, rows_of(answers.get(f"paid_{key}")))
            found[key] = tuple(_part(account, row) for row in rows if row.get("paid") == "Y" and _sum(row))
    return found


def _all(account: Account, deal: str, rows: list[Json]) -> list[Json]:
    """The first page of a deal's payments and all that follow it, by growing id."""
    page = rows
    while len(page) >= PAGE:
        account.web.pause(BETWEEN_S)
        said = {
            "entityTypeId": DEAL,
            "entityId": deal,
            "order": {"id": "ASC"},
            "filter": {">id": page[-1].get("id")},
        }
        page = rows_of(ask(account, METHOD, said).get("result"))
        if page and page[0].get("id") in {each.get("id") for each in rows}:
            raise CrmError("answer_unreadable", why="список оплат повторяется")
        rows = [*rows, *page]
    return rows


def _part(account: Account, row: Json) -> Part:
    try:
        paid_at = moment(needed(row, "datePaid"), account.zone)
        return Part(plain(needed(row, "id"), 40), _sum(row), str(row.get("currency") or "RUB"), paid_at)
    except Problem as refusal:
        raise CrmError("answer_unreadable", why=f"оплата {row.get('id')}: {refusal.detail}") from refusal


def _sum(row: Json) -> Decimal:
    try:
        return Decimal(str(row.get("sum") or 0))
    except InvalidOperation:
        raise CrmError("answer_unreadable", why=f"оплата {row.get('id')}: сумма не число") from None
