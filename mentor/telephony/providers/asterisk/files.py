"""The CDR is read from where the last look ended in time; recordings lie beside it. Here or on a server over SFTP."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path, PurePosixPath

from mentor.core.problems import Problem
from mentor.telephony.errors import TelephonyError
from mentor.telephony.provider import Account, Sound
from mentor.telephony.remote import server_of
from mentor.telephony.report import Facts, Report
from mentor.telephony.values import moment

from .rows import COLUMNS, Row, report_of

SOUNDS = frozenset({".wav", ".mp3", ".ogg", ".gsm", ".opus", ".wav49", ".ulaw", ".alaw", ".m4a"})
LONGEST_LINE = 16 * 1024
TAIL_BYTES = 1024 * 1024
NOW = timedelta(minutes=1)
LOOKED_BACK = timedelta(hours=12)  # a recording's file changes for the last time when its call has ended


def history(account: Account, since: datetime, until: datetime) -> Iterable[Report]:
    """Calls of the CDR in the span; legs of one call (``linkedid``) are told as one.

    A look that ends now tells of later rows too: a journal knows no future, so the exchange's clock is wrong.
    """
    if until > datetime.now(UTC) - NOW:
        until = datetime.max.replace(tzinfo=UTC)
    calls: dict[str, list[Row]] = {}
    for row in rows_of(account, since):
        try:
            began = moment(row["start"], account.zone)
        except Problem:
            continue  # a line that was cut off while it was written is whole at the next look
        if since <= began < until:
            calls.setdefault(row.get("linkedid") or row["uniqueid"], []).append(row)
    digits = int(account.text("extension_digits") or 4)
    for key, legs in calls.items():
        yield report_of(key, legs, zone=account.zone, digits=digits)


def sound(account: Account, key: str, facts: Facts) -> Sound | Sequence[Sound]:
    """The files that the exchange named, else those whose names carry one of the call's ids."""
    wanted = [each for part in (facts.parts or (key,)) for each in part.split(",") if each]
    found = _remote(account, wanted, facts) if account.text("sftp") else _local(account, wanted)
    if not found:
        raise TelephonyError("sound_not_yet")
    return found


def rows_of(account: Account, since: datetime | None) -> Iterator[Row]:
    """Rows of the CDR; with ``since`` at least those that began then or later: the rest of a long file is not read."""
    if not account.text("cdr"):
        return
    size = TAIL_BYTES
    try:
        while True:
            rows, whole = _tail(account, size)
            if whole or (since is not None and rows and _began_before(account, rows[0], since)):
                break
            size *= 4
    except (OSError, csv.Error) as error:
        raise TelephonyError("file_missing", file=account.text("cdr")) from error
    yield from rows


def _tail(account: Account, size: int) -> tuple[list[Row], bool]:
    """Rows that stand wholly in the last ``size`` bytes, and whether that is all of the file."""
    if account.text("sftp"):
        raw, whole = _remote_tail(account, size)
    else:
        with (account.files / account.text("cdr")).open("rb") as file:
            start = max(0, file.seek(0, os.SEEK_END) - size)
            file.seek(start)
            raw, whole = file.read(size), not start
    text = raw.decode("utf-8", "replace").replace("\0", "")
    lines = text.splitlines()[0 if whole else 1 :]
    cells = csv.reader(line for line in lines if len(line) < LONGEST_LINE)
    least = COLUMNS.index("uniqueid") + 1
    return [dict(zip(COLUMNS, row, strict=False)) for row in cells if len(row) >= least], whole


def _remote_tail(account: Account, size: int) -> tuple[bytes, bool]:
    try:
        return server_of(account).tail(account.text("cdr"), size)
    except TelephonyError as error:
        if error.code == "sound_not_yet":  # no such file
            raise TelephonyError("file_missing", file=account.text("cdr")) from error
        raise


def _began_before(account: Account, row: Row, since: datetime) -> bool:
    try:
        return moment(row["start"], account.zone) < since
    except Problem:
        return False


def _local(account: Account, wanted: Sequence[str]) -> list[Sound]:
    folder = account.files / account.text("recordings")
    try:
        paths = [path for path in folder.rglob("*") if path.suffix.lower() in SOUNDS and path.is_file()]
    except OSError as error:
        raise TelephonyError("folder_missing", folder=account.text("recordings")) from error
    inside = {str(path): path for path in paths if path.resolve().is_relative_to(folder.resolve())}
    sizes = {name: path.stat().st_size for name, path in inside.items()}
    return [Sound(path=inside[name]) for name in _chosen(sizes, wanted)]


def _remote(account: Account, wanted: Sequence[str], facts: Facts) -> list[Sound]:
    server = server_of(account)
    since = (facts.started_at or datetime.now(UTC)) - LOOKED_BACK
    files = server.list(account.text("recordings"), since)
    sizes = {each.path: each.size for each in files if PurePosixPath(each.path).suffix.lower() in SOUNDS}
    return [
        Sound(save=partial(server.save, path), name=PurePosixPath(path).name)
        for path in _chosen(sizes, wanted)
    ]


def _chosen(sizes: dict[str, int], wanted: Sequence[str]) -> list[str]:
    """Files by their exact names, all of them, in order; by ids in names the largest one of each id."""
    by_name = {Path(path).name: path for path in sizes}
    exact = [by_name[each] for each in wanted if each in by_name]
    if exact:
        return exact if len(exact) == len(wanted) else []
    largest = []
    for each in wanted:
        found = [path for path in sizes if each in Path(path).name]
        if found:
            largest.append(max(found, key=sizes.__getitem__))
    return list(dict.fromkeys(largest))
