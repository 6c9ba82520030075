"""JSON-RPC: an error comes with 200 and stands in ``error``; recordings by session and hash, without a key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from mentor.telephony.errors import TelephonyError
from mentor.telephony.provider import Account, Sound
from mentor.telephony.report import Direction, Facts, Report, numbered
from mentor.telephony.rows import reports_of
from mentor.telephony.values import moment, needed, plain, seconds, yes

PAGE = 1000
FIELDS = (
    "id",
    "start_time",
    "direction",
    "is_lost",
    "talk_duration",
    "contact_phone_number",
    "employees",
    "last_answered_employee_id",
    "call_records",
)
REFUSED_KEYS = ("access_token_invalid", "access_token_expired", "access_token_blocked", "auth_error")
BUSY = ("limit_exceeded", "too_many_requests")


def check(account: Account) -> str:
    """Asks for one row of the employees."""
    result = _call(account, "get.employees", {"limit": 1, "fields": ["id"]})
    total = (result.get("metadata") or {}).get("total_items")
    return "Data API отвечает." + (f" Сотрудников: {total}." if total is not None else "")


def history(account: Account, since: datetime, until: datetime) -> Iterable[Report]:
    """Calls of the span by pages; times are in the account's time zone."""
    return reports_of(_rows(account, since, until), ("id",), lambda row: _report(account, row))


def sound(account: Account, key: str, facts: Facts) -> list[Sound]:
    """Each part is an address, or the hash that stands behind the session in one."""
    if not facts.parts:
        raise TelephonyError("sound_unknown")
    base = f"{account.text('records').rstrip('/')}/{key}"
    return [
        Sound(url=each if each.startswith(("http://", "https://")) else f"{base}/{each}/")
        for each in facts.parts
    ]


def _rows(account: Account, since: datetime, until: datetime) -> Iterator[object]:
    offset = 0
    while True:
        span = {
            "date_from": since.astimezone(account.zone).strftime("%Y-%m-%d %H:%M:%S"),
            "date_till": until.astimezone(account.zone).strftime("%Y-%m-%d %H:%M:%S"),
            "limit": PAGE,
            "offset": offset,
            "fields": list(FIELDS),
        }
        rows = _call(account, "get.calls_report", span).get("data")
        if not isinstance(rows, list):
            raise TelephonyError("answer_unreadable", why="нет списка звонков")
        yield from rows
        if len(rows) < PAGE:
            return
        offset += PAGE


def _call(account: Account, method: str, params: dict[str, Any]) -> dict[str, Any]:
    asked = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": method,
        "params": {"access_token": account.text("access_token"), **params},
    }
    value = account.web.post_json(account.text("api"), asked).json()
    if not isinstance(value, dict):
        raise TelephonyError("answer_unreadable", why="вместо объекта пришло другое")
    if value.get("error"):
        raise _refusal(value["error"])
    result = value.get("result")
    return result if isinstance(result, dict) else {}


def _refusal(error: object) -> TelephonyError:
    """``data.mnemonic`` says what is wrong, ``message`` in words."""
    told = error if isinstance(error, dict) else {}
    mnemonic = str((told.get("data") or {}).get("mnemonic", ""))
    if mnemonic in BUSY:
        return TelephonyError("busy", retry_after_s=60)
    if mnemonic in REFUSED_KEYS:
        return TelephonyError("unauthorised", permanent=True, status=mnemonic)
    return TelephonyError(
        "refused", permanent=True, why=plain(told.get("message") or mnemonic or "ошибка", 120)
    )


def _report(account: Account, row: dict[str, Any]) -> Report:
    direction: Direction = "out" if row.get("direction") == "out" else "in"
    records = row.get("call_records")
    parts = [plain(each, 500) for each in records if each] if isinstance(records, list) else []
    missed = yes(row.get("is_lost", ""))
    return Report(
        plain(needed(row, "id")),
        Facts(
            ended=True,
            direction=direction,
            started_at=moment(needed(row, "start_time"), account.zone),
            duration_s=0.0 if missed else seconds(row.get("talk_duration") or 0),
            manager=_manager(row),
            client_phone=plain(row.get("contact_phone_number") or "", 64),
            missed=missed,
            recorded=True if parts else None,
            recording=parts[0] if parts else None,
            recordings=numbered(parts),
        ),
    )


def _manager(row: dict[str, Any]) -> str | None:
    """The employee who answered, else the last one who was called; by id where no extension is told."""
    people = [each for each in row.get("employees") or [] if isinstance(each, dict)]
    wanted = row.get("last_answered_employee_id")
    person = next((each for each in people if wanted and each.get("employee_id") == wanted), None)
    person = person or (people[-1] if people else None)
    if person is None:
        return plain(wanted, 64) if wanted else None
    return plain(person.get("extension_phone_number") or person.get("employee_id") or "", 64) or None
