"""Requests of the REST webhook. A refusal carries ``error``; pages are of fifty and name the ``next`` one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from mentor.telephony.errors import TelephonyError
from mentor.telephony.provider import Account, Sound
from mentor.telephony.report import Facts, Report
from mentor.telephony.rows import reports_of
from mentor.telephony.values import plain

from .protocol import report_of

STATISTICS = "voximplant.statistic.get"
READY = 200
KEY_ERRORS = ("INVALID_CREDENTIALS", "NO_AUTH_FOUND", "expired_token", "invalid_token", "insufficient_scope")
BUSY = ("QUERY_LIMIT_EXCEEDED", "OPERATION_TIME_LIMIT")


def check(account: Account) -> str:
    """Asks for one call of the statistics: right and scope are there where it answers."""
    value = _ask(account, STATISTICS, {"SORT": "ID", "ORDER": "DESC"})
    return f"Портал отвечает, звонков в статистике: {value.get('total', 0)}."


def history(account: Account, since: datetime, until: datetime) -> Iterable[Report]:
    """Calls of the statistics that began in the span."""
    return reports_of(
        _rows(account, since, until),
        ("CALL_ID",),
        lambda row: report_of(account.zone, row, recording=_recording(row)),
    )


def sound(account: Account, key: str, facts: Facts) -> Sound:
    """The record's address, or its file on the portal's disk, asked for anew: links of the disk expire."""
    known = facts.recording or ""
    if not known:
        rows = _ask(account, STATISTICS, {"FILTER": {"CALL_ID": key}}).get("result")
        known = next((_recording(row) for row in rows or [] if isinstance(row, dict)), "")
        if not known:
            raise TelephonyError("sound_not_yet")
    if known.startswith(("http://", "https://")):
        return Sound(url=known)
    found = _ask(account, "disk.file.get", {"id": known}).get("result")
    link = found.get("DOWNLOAD_URL") if isinstance(found, dict) else ""
    if not link:
        raise TelephonyError("sound_not_yet")
    return Sound(url=str(link))


def _recording(row: dict[str, Any]) -> str:
    """The disk's file outlives the record's own link."""
    return str(row.get("RECORD_FILE_ID") or row.get("CALL_RECORD_URL") or "")


def _rows(account: Account, since: datetime, until: datetime) -> Iterator[object]:
    span = {">=CALL_START_DATE": since.isoformat(), "<CALL_START_DATE": until.isoformat()}
    start = 0
    while True:
        value = _ask(
            account, STATISTICS, {"FILTER": span, "SORT": "CALL_START_DATE", "ORDER": "ASC", "start": start}
        )
        rows = value.get("result")
        if not isinstance(rows, list):
            raise TelephonyError("answer_unreadable", why="нет списка звонков")
        yield from rows
        following = value.get("next")
        if not isinstance(following, int) or following <= start:
            return
        start = following


def _ask(account: Account, method: str, params: dict[str, Any]) -> dict[str, Any]:
    answer = account.web.post_json(f"{account.text('rest').rstrip('/')}/{method}.json", params)
    value = answer.json()
    if not isinstance(value, dict):
        raise TelephonyError("answer_unreadable", why="вместо объекта пришло другое")
    error = str(value.get("error") or "")
    if error in BUSY:
        raise TelephonyError("busy", retry_after_s=30)
    if error in KEY_ERRORS:
        raise TelephonyError("unauthorised", permanent=True, status=error)
    if error or answer.status != READY:
        why = plain(value.get("error_description") or error or f"ответ {answer.status}", 120)
        raise TelephonyError("refused", permanent=True, why=why)
    return value
