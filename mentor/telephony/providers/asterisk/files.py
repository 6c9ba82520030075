"""The CDR is read from where the last look ended in time; a recording is the file that carries the call's id."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from mentor.core.problems import Problem
from mentor.telephony.errors import TelephonyError
from mentor.telephony.provider import Account, Sound
from mentor.telephony.report import Direction, Facts, Report
from mentor.telephony.values import moment, plain, seconds

# columns of cdr_csv in its own order
_NAMES = (
    "accountcode src dst dcontext clid channel dstchannel lastapp lastdata start answer end "
    "duration billsec disposition amaflags uniqueid userfield linkedid"
)
COLUMNS = tuple(_NAMES.split())
ANSWERED = "ANSWERED"
SOUNDS = frozenset({".wav", ".mp3", ".ogg", ".gsm", ".opus", ".wav49", ".ulaw", ".alaw", ".m4a"})
LONGEST_LINE = 16 * 1024
TAIL_BYTES = 1024 * 1024
Row = dict[str, str]


def check(account: Account) -> str:
    """Looks whether both are there, and which call is the last one."""
    rows = list(_rows(account, None))
    folder = account.files / account.text("recordings")
    if not folder.is_dir():
        raise TelephonyError("folder_missing", permanent=True, folder=account.text("recordings"))
    last = f", последний — {rows[-1]['start']}" if rows else ""
    return f"Журнал читается, звонков в нём: {len(rows)}{last}. Папка записей на месте."


def history(account: Account, since: datetime, until: datetime) -> Iterable[Report]:
    """Calls of the CDR in the span; legs of one call (``linkedid``) are told as one."""
    calls: dict[str, list[Row]] = {}
    for row in _rows(account, since):
        try:
            began = moment(row["start"], account.zone)
        except Problem:
            continue  # a line that was cut off while it was written is whole at the next look
        if since <= began < until:
            calls.setdefault(row.get("linkedid") or row["uniqueid"], []).append(row)
    for key, legs in calls.items():
        report = _report(account, key, legs)
        if report is not None:
            yield report


def sound(account: Account, key: str, facts: Facts) -> Sound:
    """The file whose name carries one of the call's ids; it is copied once it has been closed."""
    folder = account.files / account.text("recordings")
    ids = [each for each in (facts.recording or key).split(",") if each]
    try:
        found = [
            path
            for path in folder.rglob("*")
            if path.suffix.lower() in SOUNDS and any(each in path.name for each in ids) and path.is_file()
        ]
    except OSError as error:
        raise TelephonyError("folder_missing", folder=account.text("recordings")) from error
    inside = [path for path in found if path.resolve().is_relative_to(folder.resolve())]
    if not inside:
        raise TelephonyError("sound_not_yet")
    return Sound(path=max(inside, key=lambda path: path.stat().st_size))


def _rows(account: Account, since: datetime | None) -> Iterator[Row]:
    """Rows of the CDR; with ``since`` at least those that began then or later: the rest of a long file is not read."""
    path = account.files / account.text("cdr")
    size = TAIL_BYTES
    try:
        while True:
            rows, whole = _tail(path, size)
            if whole or since is None or (rows and _began_before(account, rows[0], since)):
                break
            size *= 4
        if since is None and not whole:
            rows, _ = _tail(path, path.stat().st_size + 1)
    except (OSError, csv.Error) as error:
        raise TelephonyError("folder_missing", folder=account.text("cdr")) from error
    yield from rows


def _tail(path: Path, size: int) -> tuple[list[Row], bool]:
    """Rows that stand wholly in the last ``size`` bytes, and whether that is all of the file."""
    with path.open("rb") as file:
        length = file.seek(0, os.SEEK_END)
        start = max(0, length - size)
        file.seek(start)
        raw = file.read(size)
    text = raw.decode("utf-8", "replace").replace("\0", "")
    lines = text.splitlines()[1 if start else 0 :]
    cells = csv.reader(line for line in lines if len(line) < LONGEST_LINE)
    least = COLUMNS.index("uniqueid") + 1
    return [dict(zip(COLUMNS, row, strict=False)) for row in cells if len(row) >= least], not start


def _began_before(account: Account, row: Row, since: datetime) -> bool:
    try:
        return moment(row["start"], account.zone) < since
    except Problem:
        return False


def _report(account: Account, key: str, legs: list[Row]) -> Report | None:
    """The answered leg with the longest talk says who spoke. Calls among internal numbers keep both of them."""
    most = int(account.text("extension_digits") or 4)
    talked = max(legs, key=lambda leg: (leg["disposition"] == ANSWERED, _seconds(leg["billsec"])))
    answered = talked["disposition"] == ANSWERED
    source, target = talked["src"], _target(talked, most)
    outbound = _is_internal(source, most)
    direction: Direction = "out" if outbound else "in"
    first = min(legs, key=lambda leg: leg["start"])
    ids = ",".join(dict.fromkeys(leg["uniqueid"] for leg in legs))
    return Report(
        plain(key),
        Facts(
            ended=True,
            direction=direction,
            started_at=moment(first["start"], account.zone),
            duration_s=_seconds(talked["billsec"]) if answered else 0.0,
            manager=plain(source if outbound else target, 64) or None,
            client_phone=plain(talked["dst"] if outbound else source, 64),
            missed=not answered,
            recording=plain(ids, 1000),
        ),
    )


def _target(leg: Row, most: int) -> str:
    """The internal number that was rung: of a queue or a group it stands in the channel, not in ``dst``."""
    channel = leg["dstchannel"].partition("/")[2].partition("-")[0].partition("@")[0]
    return channel if _is_internal(channel, most) else leg["dst"] if _is_internal(leg["dst"], most) else ""


def _is_internal(number: str, most: int) -> bool:
    return number.isdigit() and len(number) <= most


def _seconds(text: str) -> float:
    try:
        return seconds(text or 0)
    except Problem:
        return 0.0
