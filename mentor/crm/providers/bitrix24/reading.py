"""Leads and deals that changed; people of a page of deals come in one batch, as do links to recordings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import islice

from mentor.core.problems import Problem
from mentor.crm.errors import CrmError
from mentor.crm.paid_day import SETTING, written_day
from mentor.crm.provider import Account
from mentor.crm.told import CrmCall, Told
from mentor.providers.values import moment, needed, plain

from .client import PAGE, Json, batch, card, listed, rows_of
from .payments import parts_of

COMMON = ["ID", "TITLE", "DATE_CREATE", "DATE_MODIFY", "ASSIGNED_BY_ID"]
DEAL = [
    *COMMON,
    "STAGE_ID",
    "OPPORTUNITY",
    "CURRENCY_ID",
    "MOVED_TIME",
    "CLOSEDATE",
    "LEAD_ID",
    "CONTACT_ID",
    "COMPANY_ID",
]
LEAD = [*COMMON, "STATUS_ID", "NAME", "LAST_NAME", "PHONE"]
CALL = "2"
CALL_FIELDS = ["ID", "DIRECTION", "START_TIME", "END_TIME", "RESPONSIBLE_ID", "COMMUNICATIONS", "FILES"]
INCOMING = "1"


def changes(account: Account, since: datetime) -> Iterator[Told]:
    """Leads first: a deal that was made of a lead stands for nobody new."""
    wanted = {">=DATE_MODIFY": since.isoformat()}
    for row in listed(account, "crm.lead.list", wanted, LEAD):
        yield _readable(_lead, account, row, {})
    written = account.text(SETTING)
    rows = listed(account, "crm.deal.list", wanted, [*DEAL, written] if written else DEAL)
    while page := list(islice(rows, PAGE)):
        people, paid = _people(account, page), parts_of(account, [str(row.get("ID")) for row in page])
        for row in page:
            told = _readable(_deal, account, row, people)
            yield replace(told, parts=paid.get(told.key)) if paid else told


def _readable(make, account: Account, row: Json, people: dict[str, Json]) -> Told:  # type: ignore[no-untyped-def]
    try:
        told: Told = make(account, row, people)
    except Problem as refusal:
        raise CrmError("answer_unreadable", why=f"запись {row.get('ID')}: {refusal.detail}") from refusal
    return told


def _lead(account: Account, row: Json, people: dict[str, Json]) -> Told:  # noqa: ARG001 - as for a deal
    key = plain(needed(row, "ID"), 100)
    return Told(
        kind="lead",
        key=key,
        stage=f"lead:{row.get('STATUS_ID')}",
        created_at=moment(needed(row, "DATE_CREATE"), account.zone),
        updated_at=moment(needed(row, "DATE_MODIFY"), account.zone),
        title=plain(row.get("TITLE") or ""),
        phones=_phones(row),
        name=_name(row) or plain(row.get("TITLE") or ""),
        user=str(row.get("ASSIGNED_BY_ID") or ""),
        url=card(account, "lead", key),
    )


def _deal(account: Account, row: Json, people: dict[str, Json]) -> Told:
    key = plain(needed(row, "ID"), 100)
    own = [people[each] for each in _people_of(row) if each in people]
    written = account.text(SETTING)
    return Told(
        kind="deal",
        key=key,
        stage=str(row.get("STAGE_ID") or ""),
        created_at=moment(needed(row, "DATE_CREATE"), account.zone),
        updated_at=moment(needed(row, "DATE_MODIFY"), account.zone),
        title=plain(row.get("TITLE") or ""),
        amount=_amount(row.get("OPPORTUNITY")),
        currency=str(row.get("CURRENCY_ID") or "RUB"),
        paid_at=written_day(row.get(written), account.zone) if written else _moved(account, row),
        dated=bool(written),
        phones=tuple(phone for each in own for phone in _phones(each)),
        name=next((name for each in own if (name := _name(each))), ""),
        user=str(row.get("ASSIGNED_BY_ID") or ""),
        url=card(account, "deal", key),
        asks=not _is_id(row.get("LEAD_ID")),
    )


def _moved(account: Account, row: Json) -> datetime | None:
    """When it came to its stage."""
    value = row.get("MOVED_TIME") or row.get("CLOSEDATE")
    return moment(value, account.zone) if value else None


def _amount(value: object) -> Decimal | None:
    try:
        return Decimal(str(value)) if value else None
    except InvalidOperation:
        return None


def _is_id(value: object) -> bool:
    return str(value or "0") != "0"


def _people_of(row: Json) -> list[str]:
    pairs = (("contact", row.get("CONTACT_ID")), ("company", row.get("COMPANY_ID")))
    return [f"{kind}:{key}" for kind, key in pairs if _is_id(key)]


def _people(account: Account, rows: list[Json]) -> dict[str, Json]:
    """Contacts and firms of a page of deals: at most fifty of each, one request."""
    asked = {}
    for kind in ("contact", "company"):
        wanted = dict.fromkeys(each for row in rows for each in _people_of(row) if each.startswith(kind))
        if wanted:
            ids = {f"filter[@ID][{at}]": each.partition(":")[2] for at, each in enumerate(wanted)}
            select = ("ID", "NAME", "LAST_NAME", "PHONE") if kind == "contact" else ("ID", "TITLE", "PHONE")
            names = {f"select[{at}]": each for at, each in enumerate(select)}
            asked[kind] = (f"crm.{kind}.list", {**ids, **names, "start": "-1"})
    found = batch(account, asked) if asked else {}
    return {f"{kind}:{row.get('ID')}": row for kind, own in found.items() for row in rows_of(own)}


def _phones(row: Json) -> tuple[str, ...]:
    values = row.get("PHONE")
    found = values if isinstance(values, list) else []
    return tuple(plain(each.get("VALUE") or "", 64) for each in found if isinstance(each, dict))


def _name(row: Json) -> str:
    """A person's name or a firm's title."""
    person = plain(f"{row.get('NAME') or ''} {row.get('LAST_NAME') or ''}")
    return person or ("" if "NAME" in row else plain(row.get("TITLE") or ""))


def calls(account: Account, since: datetime) -> Iterator[CrmCall]:
    """Calls among the activities that have a recording, with fresh links to them."""
    wanted = {"TYPE_ID": CALL, ">=LAST_UPDATED": since.isoformat()}
    rows = listed(account, "crm.activity.list", wanted, CALL_FIELDS)
    while page := list(islice(rows, PAGE)):
        files = {str(row.get("ID")): _file(row) for row in page}
        asked = {key: ("disk.file.get", {"id": each}) for key, each in files.items() if each}
        links = batch(account, asked) if asked else {}
        for row in page:
            link = links.get(str(row.get("ID")))
            yield _call(account, row, str(link.get("DOWNLOAD_URL") or "") if isinstance(link, dict) else "")


def _file(row: Json) -> str:
    files = row.get("FILES")
    first = files[0] if isinstance(files, list) and files and isinstance(files[0], dict) else {}
    return str(first.get("id") or "")


def _call(account: Account, row: Json, link: str) -> CrmCall:
    try:
        began = moment(needed(row, "START_TIME"), account.zone)
        ended = moment(row.get("END_TIME") or row["START_TIME"], account.zone)
        key = plain(needed(row, "ID"), 100)
    except Problem as refusal:
        raise CrmError("answer_unreadable", why=refusal.detail) from refusal
    spoken = row.get("COMMUNICATIONS")
    phone = (
        next(
            (
                str(each.get("VALUE") or "")
                for each in spoken
                if isinstance(each, dict) and each.get("TYPE") == "PHONE"
            ),
            "",
        )
        if isinstance(spoken, list)
        else ""
    )
    return CrmCall(
        key=key,
        direction="in" if str(row.get("DIRECTION")) == INCOMING else "out",
        started_at=began,
        duration_s=max(0.0, (ended - began).total_seconds()) if link else 0.0,
        phone=plain(phone, 64),
        user=str(row.get("RESPONSIBLE_ID") or ""),
        recording=link,
    )
