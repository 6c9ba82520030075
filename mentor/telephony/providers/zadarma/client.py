"""Requests: the exchange's statistics by pages, a recording by the id of its call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from mentor.telephony.errors import TelephonyError
from mentor.telephony.provider import Account, Sound
from mentor.telephony.report import Direction, Facts, Report, numbered
from mentor.telephony.rows import key_of, report_of
from mentor.telephony.values import moment, plain, seconds, yes

from .protocol import authorization

PAGE = 1000
LINK_LIVES_S = "1800"
SUCCESS = "success"
MOST_EXTENSION = 5


def check(account: Account) -> str:
    """Asks for the internal numbers."""
    found = _ask(account, "/v1/pbx/internal/", {}).get("numbers")
    count = len(found) if isinstance(found, list) else 0
    return f"Телефония отвечает, внутренних номеров: {count}."


def history(account: Account, since: datetime, until: datetime) -> Iterable[Report]:
    """Calls of the exchange that began in the span; legs of one call are told as one."""
    span = {
        "start": since.astimezone(account.zone).strftime("%Y-%m-%d %H:%M:%S"),
        "end": until.astimezone(account.zone).strftime("%Y-%m-%d %H:%M:%S"),
        "version": "2",
    }
    legs: dict[str, list[dict[str, Any]]] = {}
    for row in _pages(account, span):
        legs.setdefault(key_of(row, ("pbx_call_id", "call_id")), []).append(row)
    for key, rows in legs.items():
        yield report_of(rows, key, partial(_report, account, key))


def sound(account: Account, key: str, facts: Facts) -> list[Sound]:
    """Links that live half an hour: of each leg that was recorded, else of the whole call."""
    if facts.parts:
        return [Sound(url=_links(account, {"call_id": each})[0]) for each in facts.parts]
    return [Sound(url=each) for each in _links(account, {"pbx_call_id": key})]


def _links(account: Account, asked: dict[str, str]) -> list[str]:
    """At least one. Raises ``TelephonyError``."""
    answer = _ask(account, "/v1/pbx/record/request/", {**asked, "lifetime": LINK_LIVES_S}, missing_ok=True)
    several = answer.get("links")
    links = [str(each) for each in several if each] if isinstance(several, list) else []
    found = [str(answer["link"])] if answer.get("link") else links
    if not found:
        raise TelephonyError("sound_not_yet")
    return found


def _pages(account: Account, span: dict[str, str]) -> Iterator[dict[str, Any]]:
    skip = 0
    while True:
        page = {**span, "skip": str(skip), "limit": str(PAGE)}
        rows = _ask(account, "/v1/statistics/pbx/", page).get("stats")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise TelephonyError("answer_unreadable", why="нет списка stats")
        yield from rows
        if len(rows) < PAGE:
            return
        skip += PAGE


def _ask(account: Account, method: str, query: dict[str, str], *, missing_ok: bool = False) -> dict[str, Any]:
    """The answer's object; a refusal comes with 200 or 4xx and ``status`` other than success."""
    text, header = authorization(method, query, key=account.text("key"), secret=account.text("secret"))
    url = f"{account.text('api').rstrip('/')}{method}"
    answer = account.web.get(f"{url}?{text}" if text else url, headers={"Authorization": header})
    value = answer.json()
    if not isinstance(value, dict):
        raise TelephonyError("answer_unreadable", why="вместо объекта пришло другое")
    if value.get("status") == SUCCESS:
        return value
    if missing_ok:
        return {}
    raise TelephonyError(
        "refused", permanent=True, why=plain(value.get("message") or f"ответ {answer.status}")
    )


def _report(account: Account, key: str, legs: list[dict[str, Any]]) -> Report:
    """The leg with the longest talk says who spoke; the earliest one says when it began."""
    talked = max(legs, key=lambda leg: (_answered(leg), seconds(leg.get("seconds") or 0)))
    source, target = str(talked.get("clid") or talked.get("sip") or ""), str(talked.get("destination") or "")
    internal = str(talked.get("sip") or "")
    outbound = _is_extension(internal) and not _is_extension(target)
    direction: Direction = "out" if outbound else "in"
    ordered = sorted(legs, key=lambda leg: moment(leg.get("callstart", ""), account.zone))
    recorded = [plain(leg.get("call_id", "")) for leg in ordered if yes(leg.get("is_recorded", ""))]
    began = min(moment(leg.get("callstart", ""), account.zone) for leg in legs)
    return Report(
        key,
        Facts(
            ended=True,
            direction=direction,
            started_at=began,
            duration_s=seconds(talked.get("seconds") or 0) if _answered(talked) else 0.0,
            manager=plain(internal if outbound else target if _is_extension(target) else "", 64) or None,
            client_phone=plain(target if outbound else source, 64),
            missed=not any(_answered(leg) for leg in legs),
            recorded=bool(recorded),
            recording=recorded[0] or None if recorded else None,
            recordings=numbered([each for each in recorded if each]),
        ),
    )


def _answered(leg: dict[str, Any]) -> bool:
    return leg.get("disposition") == "answered"


def _is_extension(number: str) -> bool:
    return number.isdigit() and len(number) <= MOST_EXTENSION
