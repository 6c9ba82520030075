"""Many calls at once: a table and the files beside it. Every row is told about; a bad one stops no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from mentor.core.problems import Problem

from .admission import Rules
from .batch_csv import Row, as_json, call_of, column_of
from .intake import NewCall
from .messages import problem
from .payload import MAX_JSON_BYTES, build, parse_call
from .payload_errors import FieldError, field_errors
from .recordings import Checked, check_recording, length_of
from .transcript_file import utterances_of

Status = Literal["taken", "known", "refused"]
Take = Callable[[NewCall], tuple[int, bool]]
"""Takes a call in: its id, and whether it is new. May raise ``Problem``."""


class Files(Protocol):
    """The files that a table speaks of, by the names it uses."""

    def opened(self, name: str, *, most: int) -> AbstractContextManager[Path]:
        """The file at a path of ours, at most ``most`` bytes. Raises ``Problem``."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What the rows have in common."""

    rules: Rules
    zone: ZoneInfo
    source: str
    purpose: str
    now: datetime


@dataclass(frozen=True, slots=True)
class RowReport:
    """What became of a row, or of a file that no row names (``line`` 0)."""

    line: int
    file: str
    status: Status
    call_id: int | None = None
    errors: tuple[FieldError, ...] = ()


def take_rows(rows: Iterable[Row], files: Files, batch: Batch, take: Take) -> list[RowReport]:
    """Take in row by row."""
    return [_take_row(row, files, batch, take) for row in rows]


def refused(line: int, file: str, trouble: Problem) -> RowReport:
    """The report of a refusal, its fields named as columns."""
    errors = tuple(FieldError(column_of(e.field), e.code, e.detail) for e in field_errors(trouble))
    return RowReport(line, file, "refused", errors=errors)


def _take_row(row: Row, files: Files, batch: Batch, take: Take) -> RowReport:
    try:
        call = call_of(
            row,
            zone=batch.zone,
            source=batch.source,
            purpose=batch.purpose,
            transcript=_transcript(row, files),
        )
        if not row["file"]:
            call_id, created = take(_without_recording(call, batch))
        else:
            with files.opened(row["file"], most=batch.rules.limits.max_bytes) as path:
                checked = check_recording(path, original_name=row["file"], limits=batch.rules.limits)
                call_id, created = take(_with_recording(call, checked, batch))
    except Problem as trouble:
        return refused(row.line, row["file"], trouble)
    return RowReport(row.line, row["file"], "taken" if created else "known", call_id)


def _transcript(row: Row, files: Files) -> list[dict[str, object]] | None:
    name = row["transcript"]
    if not name:
        return None
    try:
        with files.opened(name, most=MAX_JSON_BYTES) as path:
            return utterances_of(name, path.read_bytes())
    except Problem as trouble:
        raise Problem(trouble.code, trouble.detail, field="transcript") from trouble


def _without_recording(call: dict[str, object], batch: Batch) -> NewCall:
    if "duration_s" not in call:
        if not call["missed"]:
            raise problem("duration_unknown", "duration_s")
        call["duration_s"] = 0
    return build(parse_call(as_json(call)), now=batch.now)


def _with_recording(call: dict[str, object], checked: Checked, batch: Batch) -> NewCall:
    # the same recording is the same call, where the table has no id of its own
    call.setdefault("source_call_id", recording_id(checked.file.sha256))
    call.setdefault("duration_s", round(length_of(checked, batch.rules.limits), 3))
    return build(parse_call(as_json(call)), now=batch.now, recording=checked.file)


def recording_id(sha256: str) -> str:
    """The id of a call that has none but its recording."""
    return f"sha256-{sha256[:40]}"
