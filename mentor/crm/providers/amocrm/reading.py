"""Deals, newest change first: filters are a paid option of an account, so none are asked for.

While pages are read, a deal that changes moves to the front, so the others move to later pages: some are told twice,
none is left out. Deals in the basket are listed apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from mentor.core.problems import Problem
from mentor.crm.errors import CrmError
from mentor.crm.paid_day import SETTING, written_day
from mentor.crm.provider import Account
from mentor.crm.told import CrmCall, Told
from mentor.providers.values import moment, needed, plain, seconds

from .client import PAGE, Json, ask, pages, rows_of

NEWEST_FIRST = {"order[updated_at]": "desc"}
CALL_OWNERS = ("leads", "contacts", "companies")


def changes(account: Account, since: datetime) -> Iterator[Told]:
    """Deals that changed at or after ``since``, and those that were thrown away."""
    currency = str(ask(account, "GET", "/api/v4/account").get("currency") or "RUB")
    for extra, deleted in (({"with": "contacts"}, False), ({"with": "only_deleted"}, True)):
        rows = _since(pages(account, "/api/v4/leads", {**NEWEST_FIRST, **extra}, "leads"), since)
        while batch := list(islice(rows, PAGE)):
            people = {} if deleted else _people(account, batch)
            for row in batch:
                yield _told(account, row, people, currency, deleted=deleted)


def _since(rows: Iterable[Json], since: datetime) -> Iterator[Json]:
    """The rows down to the first that changed before ``since``."""
    until = since.timestamp()
    for row in rows:
        if _number(row, "updated_at") < until:
            return
        yield row


def _told(account: Account, row: Json, people: dict[str, Json], currency: str, *, deleted: bool) -> Told:
    key = str(int(_number(row, "id")))
    own = [people[each] for each in _ids(row) if each in people]
    paid_field = account.text(SETTING)
    paid_at = _written_day(account, row, paid_field) if paid_field else _closed(row)
    updated = datetime.fromtimestamp(_number(row, "updated_at"), UTC)
    return Told(
        kind="deal",
        key=key,
        stage=f"{row.get('pipeline_id')}:{row.get('status_id')}",
        created_at=datetime.fromtimestamp(_number(row, "created_at"), UTC)
        if row.get("created_at")
        else updated,
        updated_at=updated,
        title=plain(row.get("name") or ""),
        amount=Decimal(str(row["price"])) if row.get("price") else None,
        currency=currency,
        paid_at=paid_at,
        dated=bool(paid_field),
        phones=tuple(phone for each in own for phone in phones_of(each)),
        name=next((plain(each.get("name") or "") for each in own if each.get("name")), ""),
        user=str(row.get("responsible_user_id") or ""),
        url=f"{account.text('address')}/leads/detail/{key}",
        deleted=deleted or bool(row.get("is_deleted")),
    )


def _closed(row: Json) -> datetime | None:
    closed = row.get("closed_at")
    return datetime.fromtimestamp(closed, UTC) if isinstance(closed, int) and closed else None


def _written_day(account: Account, row: Json, field: str) -> datetime | None:
    """The first value of a field of the deal, by its id or name; None where nobody wrote it."""
    for each in row.get("custom_fields_values") or []:
        if not isinstance(each, dict) or field.casefold() not in (
            str(each.get("field_id")),
            str(each.get("field_name")).strip().casefold(),
        ):
            continue
        first = next(iter(each.get("values") or []), None)
        value = first.get("value") if isinstance(first, dict) else None
        return written_day(value, account.zone)
    return None


def _number(row: Json, name: str) -> float:
    try:
        return float(row[name])
    except (KeyError, TypeError, ValueError):
        raise CrmError("answer_unreadable", why=f"у сделки нет {name}") from None


def _ids(row: Json) -> list[str]:
    """«contact:id» of the deal's people, the main one first, then its firm."""
    contacts = rows_of(row, "contacts")
    contacts.sort(key=lambda each: not each.get("is_main"))
    return [f"contacts:{each.get('id')}" for each in contacts] + [
        f"companies:{each.get('id')}" for each in rows_of(row, "companies")
    ]


def _people(account: Account, rows: list[Json]) -> dict[str, Json]:
    """Cards of the deals' people. Many at a time where the account lets filter, one by one where it does not."""
    wanted = list(dict.fromkeys(each for row in rows for each in _ids(row)))
    found: dict[str, Json] = {}
    for kind in ("contacts", "companies"):
        ids = [each.partition(":")[2] for each in wanted if each.startswith(kind)]
        if not ids:
            continue
        query = {f"filter[id][{at}]": each for at, each in enumerate(ids)} | {"limit": str(PAGE)}
        for row in rows_of(ask(account, "GET", f"/api/v4/{kind}", query), kind):
            found[f"{kind}:{row.get('id')}"] = row
        for each in ids:
            if f"{kind}:{each}" not in found:
                account.web.pause(0.2)
                found[f"{kind}:{each}"] = ask(account, "GET", f"/api/v4/{kind}/{each}")
    return found


def phones_of(card: Json) -> list[str]:
    """Phones of a contact or a firm, as written."""
    fields = card.get("custom_fields_values") or []
    return [
        plain(each.get("value") or "", 64)
        for field in fields
        if isinstance(field, dict) and field.get("field_code") == "PHONE"
        for each in field.get("values") or []
        if isinstance(each, dict)
    ]


def calls(account: Account, since: datetime) -> Iterator[CrmCall]:
    """Notes of calls on deals, contacts and firms."""
    query = {
        "filter[note_type][0]": "call_in",
        "filter[note_type][1]": "call_out",
        "filter[updated_at][from]": str(int(since.timestamp())),
        "order[updated_at]": "asc",
    }
    for owner in CALL_OWNERS:
        for row in pages(account, f"/api/v4/{owner}/notes", query, "notes"):
            if row.get("note_type") in ("call_in", "call_out"):
                yield _call(account, row)


def _call(account: Account, row: Json) -> CrmCall:
    params: dict[str, Any] = row["params"] if isinstance(row.get("params"), dict) else {}
    try:
        return CrmCall(
            key=plain(needed(row, "id"), 100),
            direction="in" if row["note_type"] == "call_in" else "out",
            started_at=moment(needed(row, "created_at"), account.zone),
            duration_s=seconds(params.get("duration") or 0),
            phone=plain(params.get("phone") or "", 64),
            user=str(row.get("responsible_user_id") or ""),
            recording=plain(params.get("link") or "", 2000),
        )
    except Problem as refusal:
        raise CrmError("answer_unreadable", why=refusal.detail) from refusal
