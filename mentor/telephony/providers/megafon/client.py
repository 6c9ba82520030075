"""Requests: history and employees as JSON; a recording lies at the address that history or event named."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from mentor.telephony.errors import TelephonyError
from mentor.telephony.provider import Account, Sound
from mentor.telephony.report import Direction, Facts, Report
from mentor.telephony.rows import reports_of
from mentor.telephony.values import moment, needed, plain, seconds
from mentor.telephony.web import NOT_IMPLEMENTED

READY = 200
SUCCESS = "success"


def check(account: Account) -> str:
    """Asks for the employees."""
    users = _ask(account, "users", {})
    if isinstance(users, dict):
        users = users.get("items")
    if not isinstance(users, list):
        raise TelephonyError("answer_unreadable", why="нет списка сотрудников")
    return f"АТС отвечает, сотрудников: {len(users)}."


def history(account: Account, since: datetime, until: datetime) -> Iterable[Report]:
    """Calls of the span; the exchange names them ``uid``, its events ``callid``: one and the same id."""
    rows = _ask(account, "history/json", {"start": _stamp(since), "end": _stamp(until), "type": "all"})
    if not isinstance(rows, list):
        raise TelephonyError("answer_unreadable", why="вместо списка звонков пришло другое")
    return reports_of(rows, ("uid",), lambda row: _report(account, row))


def sound(account: Account, key: str, facts: Facts) -> Sound:  # noqa: ARG001 - the protocol's signature
    if not facts.recording:
        raise TelephonyError("sound_unknown")
    return Sound(url=facts.recording)


def _ask(account: Account, path: str, query: dict[str, str]) -> Any:
    url = f"{account.text('api').rstrip('/')}/{path}"
    answer = account.web.get(url, query=query, headers={"X-API-KEY": account.text("api_key")})
    if answer.status == NOT_IMPLEMENTED:
        raise TelephonyError(
            "refused", permanent=True, why="на этом тарифе АТС не отдаёт такие данные (ответ 501)"
        )
    if answer.status != READY:
        raise TelephonyError("refused", permanent=True, why=f"ответ {answer.status} {answer.brief()}".strip())
    value = answer.json()
    if isinstance(value, dict) and value.get("error"):
        raise TelephonyError("refused", permanent=True, why=plain(value["error"], 120))
    return value


def _stamp(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _report(account: Account, row: dict[str, Any]) -> Report:
    answered = str(row.get("status", "")).lower() == SUCCESS
    record = str(row.get("record") or "")
    direction: Direction = "out" if row.get("type") == "out" else "in"
    return Report(
        plain(needed(row, "uid")),
        Facts(
            ended=True,
            direction=direction,
            started_at=moment(needed(row, "start"), account.zone),
            duration_s=seconds(row.get("duration") or 0) if answered else 0.0,
            manager=plain(row.get("ext") or row.get("user") or "", 64) or None,
            client_phone=plain(row.get("client") or "", 64),
            missed=not answered,
            recorded=True if record else None,
            recording=plain(record, 2000) or None,
        ),
    )
