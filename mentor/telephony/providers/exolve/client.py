"""Requests: POST with JSON, the key as Bearer; the history by pages, the record's address by the call's id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from mentor.telephony.errors import TelephonyError
from mentor.telephony.provider import Account, Sound
from mentor.telephony.report import Facts, Report
from mentor.telephony.rows import reports_of
from mentor.telephony.values import plain

from .protocol import first, report_of

HISTORY, RECORD = "statistics/call-history/v1/GetList", "statistics/call-record/v1/GetInfo"
PAGE, MOST_PAGES = 500, 200
READY, MISSING = 200, 404
LISTS = ("calls", "call_history")
ADDRESSES = ("url", "link", "record_url", "record_link", "file_url")


def check(account: Account) -> str:
    """Asks for the calls of the last day."""
    now = datetime.now(UTC)
    rows = _page(account, now - timedelta(days=1), now, 0)
    return f"Exolve отвечает, звонков за сутки: {len(rows)}{'+' if len(rows) == PAGE else ''}."


def history(account: Account, since: datetime, until: datetime) -> Iterable[Report]:
    """Calls of the span; one that nothing can be made of is told with the reason and keeps no other back."""
    return reports_of(_rows(account, since, until), ("call_id",), lambda row: report_of(account, row))


def sound(account: Account, key: str, facts: Facts) -> Sound:
    """The address that the event named, else the one that the record's request names."""
    if facts.recording:
        return Sound(url=facts.recording)
    answer = _ask(account, RECORD, {"uids": [int(key)] if key.isdigit() else [key]}, missing_ok=True)
    records = answer.get("records")
    rows = [each for each in records if isinstance(each, dict)] if isinstance(records, list) else []
    links = [first(each, ADDRESSES) for each in rows]
    if not any(links):
        raise TelephonyError("sound_not_yet")
    return Sound(url=next(each for each in links if each))


def _rows(account: Account, since: datetime, until: datetime) -> Iterator[object]:
    for number in range(MOST_PAGES):
        rows = _page(account, since, until, number * PAGE)
        yield from rows
        if len(rows) < PAGE:
            return
    raise TelephonyError("answer_unreadable", why="история не кончается")


def _page(account: Account, since: datetime, until: datetime, offset: int) -> list[object]:
    asked = {"date_from": _stamp(since), "date_to": _stamp(until), "limit": PAGE, "offset": offset}
    answer = _ask(account, HISTORY, asked)
    found: Any = next((answer[name] for name in LISTS if name in answer), None if answer else [])
    if not isinstance(found, list):
        raise TelephonyError("answer_unreadable", why="нет списка звонков")
    return found


def _ask(account: Account, path: str, value: dict[str, Any], *, missing_ok: bool = False) -> dict[str, Any]:
    """The answer's object. A refusal comes as 4xx or as 200 with ``error`` inside."""
    url = f"{account.text('api').rstrip('/')}/{path}"
    answer = account.web.post_json(url, value, headers={"Authorization": f"Bearer {account.text('api_key')}"})
    if missing_ok and answer.status == MISSING:
        return {}
    said = answer.json()
    if not isinstance(said, dict):
        raise TelephonyError("answer_unreadable", why="вместо объекта пришло другое")
    if answer.status != READY or said.get("error"):
        told = said.get("error")
        why = told.get("message") or told.get("details") if isinstance(told, dict) else told
        raise TelephonyError("refused", permanent=True, why=plain(why or f"ответ {answer.status}", 120))
    return said


def _stamp(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
