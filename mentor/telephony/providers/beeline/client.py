"""Requests: the list of recordings is the list of calls; pages are asked for by the id to begin with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from mentor.telephony.errors import TelephonyError
from mentor.telephony.provider import Account, Sound, Subscribed
from mentor.telephony.report import Direction, Facts, Report
from mentor.telephony.rows import reports_of
from mentor.telephony.values import moment, needed, plain, seconds

READY = 200
EXPIRES_S = 3600
MOST_PAGES = 500


def check(account: Account) -> str:
    """Asks for the people of the exchange."""
    people = _ask(account, "abonents", {})
    if not isinstance(people, list):
        raise TelephonyError("answer_unreadable", why="нет списка сотрудников")
    return f"Билайн отвечает, сотрудников: {len(people)}."


def history(account: Account, since: datetime, until: datetime) -> Iterable[Report]:
    """Recorded calls of the span."""
    rows = _rows(account, since, until)
    return reports_of(rows, ("externalId", "id"), lambda row: _report(account, row))


def sound(account: Account, key: str, facts: Facts) -> Sound:  # noqa: ARG001 - the protocol's signature
    """The file by the recording's id; the key goes along, to the exchange's own host alone."""
    if not facts.recording:
        raise TelephonyError("sound_unknown")
    return Sound(url=_url(account, f"v2/records/{facts.recording}/download"), headers=_headers(account))


def subscribe(account: Account, address: str, before: str) -> Subscribed | None:
    """Subscribes all people of the exchange, then ends the subscription before; where none is wanted, only that."""
    made = None
    if account.text("events") != "False":
        asked = {"expires": EXPIRES_S, "subscriptionType": "BASIC_CALL", "url": address}
        answer = _send(account, "PUT", "subscription", asked)
        name = plain(needed(answer, "subscriptionId"), 100)
        lives = float(answer.get("expires") or EXPIRES_S)
        made = Subscribed(name, timedelta(seconds=min(max(lives, 60.0), EXPIRES_S)))
    if before and (made is None or made.name != before):
        ended = _url(account, f"subscription?subscriptionId={quote(before)}")
        account.web.ask("DELETE", ended, headers=_headers(account))
    return made


def _send(account: Account, method: str, path: str, value: dict[str, Any]) -> dict[str, Any]:
    headers = {**_headers(account), "Content-Type": "application/json"}
    answer = account.web.ask(method, _url(account, path), headers=headers, content=json.dumps(value).encode())
    said = answer.json()
    if answer.status != READY or not isinstance(said, dict) or not said.get("subscriptionId"):
        told = said if isinstance(said, dict) else {}
        why = plain(told.get("description") or told.get("errorCode") or f"ответ {answer.status}", 120)
        raise TelephonyError("refused", permanent=True, why=f"подписка не оформлена, {why}")
    return said


def _url(account: Account, path: str) -> str:
    return f"{account.text('api').rstrip('/')}/{path}"


def _headers(account: Account) -> dict[str, str]:
    return {"X-MPBX-API-AUTH-TOKEN": account.text("token")}


def _ask(account: Account, path: str, query: dict[str, str]) -> Any:
    answer = account.web.get(_url(account, path), query=query, headers=_headers(account))
    value = answer.json()
    if answer.status != READY or (isinstance(value, dict) and value.get("errorCode")):
        told = value if isinstance(value, dict) else {}
        why = plain(told.get("description") or told.get("errorCode") or f"ответ {answer.status}", 120)
        raise TelephonyError("refused", permanent=True, why=why)
    return value


def _rows(account: Account, since: datetime, until: datetime) -> Iterator[dict[str, Any]]:
    span = {"dateFrom": _stamp(since), "dateTo": _stamp(until)}
    newest = 0
    for _ in range(MOST_PAGES):
        page = _ask(account, "records", {**span, **({"id": str(newest + 1)} if newest else {})})
        if not isinstance(page, list) or not all(isinstance(row, dict) for row in page):
            raise TelephonyError("answer_unreadable", why="нет списка записей")
        fresh = [row for row in page if _id(row) > newest]
        yield from (row for row in page if not _id(row))  # an odd one: told, to stand aside
        if not fresh:
            return
        yield from fresh
        newest = max(map(_id, fresh))
    raise TelephonyError("answer_unreadable", why="список записей не кончается")


def _id(row: dict[str, Any]) -> int:
    value = str(row.get("id") or "")
    return int(value) if value.isdigit() else 0


def _stamp(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _report(account: Account, row: dict[str, Any]) -> Report:
    """``date`` and ``duration`` in milliseconds; a call that was recorded was answered."""
    person = row.get("abonent")
    who = person if isinstance(person, dict) else {}
    direction: Direction = "out" if row.get("direction") == "OUTBOUND" else "in"
    return Report(
        plain(row.get("externalId") or needed(row, "id")),
        Facts(
            ended=True,
            direction=direction,
            started_at=moment(needed(row, "date"), account.zone),
            duration_s=seconds(float(row.get("duration") or 0) / 1000),
            manager=plain(who.get("extension") or who.get("phone") or who.get("userId") or "", 64) or None,
            manager_email=plain(who.get("email") or "", 100) or None,
            client_phone=plain(row.get("phone") or "", 64),
            missed=False,
            recorded=True,
            recording=plain(needed(row, "id")),
        ),
    )
