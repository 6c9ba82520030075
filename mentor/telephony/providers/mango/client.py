"""Requests: the history is asked for by a key that comes first, a recording answers with its address."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from typing import Any

from mentor.telephony.errors import TelephonyError, unreadable
from mentor.telephony.provider import Account, Sound
from mentor.telephony.report import Direction, Facts, Report
from mentor.telephony.rows import key_of, report_of
from mentor.telephony.values import plain
from mentor.telephony.web import Answer

from .protocol import in_time, refuse_result, signed

COLUMNS = (
    "records",
    "start",
    "finish",
    "answer",
    "from_extension",
    "from_number",
    "to_extension",
    "to_number",
    "entry_id",
)
TRIES, PAUSE_S = 20, 3.0
READY, NOT_YET, MOVED = 200, 204, (301, 302, 303, 307, 308)
Row = dict[str, str]


def check(account: Account) -> str:
    """Asks for the employees: the keys are right where they come."""
    value = _ask(account, "config/users/request", {}).json()
    refuse_result(value)
    users = value.get("users")
    count = len(users) if isinstance(users, list) else 0
    return f"Mango Office отвечает, сотрудников в АТС: {count}."


def history(account: Account, since: datetime, until: datetime) -> Iterable[Report]:
    """Calls that began in the span, each told once however many legs it had."""
    span = {"date_from": str(int(since.timestamp())), "date_to": str(int(until.timestamp()))}
    asked = _ask(account, "stats/request", {**span, "fields": ",".join(COLUMNS)}).json()
    refuse_result(asked)
    if "key" not in asked:
        raise TelephonyError("answer_unreadable", why="нет ключа выгрузки")
    for _ in range(TRIES):
        answer = _ask(account, "stats/result", {"key": asked["key"]})
        if answer.status == READY:
            return _reports(answer)
        if answer.status != NOT_YET:
            raise TelephonyError("refused", why=f"ответ {answer.status} на запрос истории")
        account.web.pause(PAUSE_S)
    raise TelephonyError("busy", retry_after_s=60)


def sound(account: Account, key: str, facts: Facts) -> list[Sound]:  # noqa: ARG001 - the protocol's signature
    """A call that was transferred has a recording of each part."""
    if not facts.parts:
        raise TelephonyError("sound_unknown")
    return [_part(account, each) for each in facts.parts]


def _part(account: Account, recording: str) -> Sound:
    """The address that the recording's request redirects to; it works for a short time."""
    asked = {"recording_id": recording, "action": "download"}
    answer = _ask(account, "queries/recording/post/", asked)
    if answer.status in MOVED and answer.headers.get("location"):
        return Sound(url=answer.headers["location"])
    if answer.status == READY:
        refuse_result(answer.json())
    raise TelephonyError("sound_not_yet")


def _ask(account: Account, path: str, value: dict[str, Any]) -> Answer:
    return account.web.post_form(f"{account.text('api').rstrip('/')}/{path}", signed(account, value))


def _reports(answer: Answer) -> Iterator[Report]:
    """Rows have no heading and are separated by semicolons; legs of a call stand under one ``entry_id``."""
    text = answer.text()
    if text.lstrip()[:1] == "{":  # an answer 200 with an error inside
        refuse_result(answer.json())
        raise TelephonyError("answer_unreadable", why="вместо таблицы пришёл объект")
    try:
        cells = [row for row in csv.reader(io.StringIO(text), delimiter=";") if row]
    except csv.Error:
        cells = [[]]
    rows = [dict(zip(COLUMNS, row, strict=False)) for row in cells if len(row) >= len(COLUMNS)]
    if cells and not rows:  # a page of words is no table, and an empty one is
        raise TelephonyError("answer_unreadable", why="вместо таблицы пришло другое")
    for short in (row for row in cells if len(row) < len(COLUMNS)):
        cause = unreadable("в строке истории не хватает столбцов")
        yield Report(key_of({"row": ";".join(short)}, ()), Facts(), refused=cause)
    rows.sort(key=lambda row: row["entry_id"])
    for entry, legs in groupby(rows, key=lambda row: row["entry_id"]):
        if entry:
            yield report_of(list(legs), plain(entry), partial(_report, entry))


def _report(entry: str, legs: list[Row]) -> Report:
    """The leg with the longest talk says who spoke; the first one says when it began."""
    talked = max(legs, key=_talk)
    direction, manager, client = _sides(talked)
    records = [
        (in_time(_number(leg["start"])), plain(each, 500))
        for leg in sorted(legs, key=lambda leg: _number(leg["start"]))
        for each in leg["records"].strip("[] ").split(",")
        if each.strip()
    ]
    began = min(_number(leg["start"]) for leg in legs)
    return Report(
        plain(entry),
        Facts(
            ended=True,
            direction=direction,
            started_at=datetime.fromtimestamp(began, UTC),
            duration_s=_talk(talked),
            manager=plain(manager, 64) or None,
            client_phone=plain(client, 64),
            missed=not any(_number(leg["answer"]) for leg in legs),
            recorded=True if records else None,
            recording=records[0][1] if records else None,
            recordings=tuple(records) or None,
        ),
    )


def _sides(leg: Row) -> tuple[Direction, str, str]:
    """(direction, the manager's internal number, the client's number)."""
    if leg["from_extension"]:
        return "out", leg["from_extension"], leg["to_number"] or leg["to_extension"]
    return "in", leg["to_extension"], leg["from_number"]


def _talk(leg: Row) -> float:
    answered = _number(leg["answer"])
    return max(0.0, _number(leg["finish"]) - answered) if answered else 0.0


def _number(text: str) -> float:
    try:
        return float(text or 0)
    except ValueError:
        raise unreadable(f"«{text[:40]}» вместо времени") from None
