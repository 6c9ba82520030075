"""A list of calls as a table (CSV): from its cells to the JSON that every door reads. Pure.

Tables come from Excel: semicolons, Windows-1251, Russian words and local time are understood here; what is then
right or wrong is the payload's business, so that a row is judged as a request to the API would be.
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from mentor.core.tables import Column, delimiter_of

from .messages import problem

MAX_ROWS = 1000
MAX_BYTES = 4 * 1024 * 1024


COLUMNS = (
    Column("file", ("файл", "запись"), "имя файла записи; пусто, если записи нет"),
    Column(
        "started_at",
        ("начало", "дата", "дата и время"),
        "начало: 02.03.2026 14:20 по времени компании или ISO 8601",
        True,
    ),
    Column("direction", ("направление",), "in или out, входящий или исходящий", True),
    Column("manager", ("менеджер",), "внутренний номер или почта; пусто только у пропущенных", True),
    Column("phone", ("телефон", "номер"), "телефон клиента; пусто, если номер скрыт", True),
    Column("name", ("имя", "клиент"), "имя клиента"),
    Column("purpose", ("назначение",), "live, history, reference, training; пусто — выбранное на странице"),
    Column("source_call_id", ("номер звонка", "id"), "номер звонка в телефонии; обязателен, если записи нет"),
    Column("duration_s", ("длительность",), "секунды или мин:сек; пусто — измерим по записи"),
    Column("transcript", ("расшифровка",), "имя файла с расшифровкой: .json или .txt"),
    Column("deal_id", ("сделка",), "номер сделки в CRM"),
    Column("missed", ("пропущенный",), "да, если на звонок не ответили"),
)
_BY_HEADING = {heading: column.name for column in COLUMNS for heading in (column.name, *column.aliases)}
_DIRECTIONS = {
    **dict.fromkeys(("in", "вх", "входящий", "входящая"), "in"),
    **dict.fromkeys(("out", "исх", "исходящий", "исходящая"), "out"),
}
_PURPOSES = {"рабочий": "live", "архив": "history", "эталон": "reference", "обучение": "training"}
_FLAGS = {
    **dict.fromkeys(("да", "yes", "true", "1", "+"), True),
    **dict.fromkeys(("нет", "no", "false", "0", "-", ""), False),
}
_LOCAL = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?")
_NAIVE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?")
_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,3}):([0-5]\d)")
# Paths of the payload as the columns they came from.
_COLUMN_OF = {
    "client.phone": "phone",
    "client.name": "name",
    "manager.extension": "manager",
    "manager.email": "manager",
    "recording": "file",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its columns; ``line`` counts from 1, the heading included. ``overflow``: more cells than columns."""

    line: int
    cells: dict[str, str]
    overflow: bool = False

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def text_of(data: bytes, code: str = "csv_encoding") -> str:
    """UTF-8 or what Russian Windows writes. Raises ``Problem``."""
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise problem(code)


def read_rows(data: bytes) -> list[Row]:
    """Rows of the table, blank ones left out. Raises ``Problem`` where the table as a whole is no such table."""
    if len(data) > MAX_BYTES:
        raise problem("csv_too_many", limit=MAX_ROWS)
    text = text_of(data)
    if "\x00" in text:
        raise problem("csv_encoding")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    names: list[str] | None = None
    rows: list[Row] = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if names is None:
                names = _names(cells)
                continue
            rows.append(_row(reader.line_num, names, cells))
            if len(rows) > MAX_ROWS:
                raise problem("csv_too_many", limit=MAX_ROWS)
    except csv.Error as error:
        raise problem("csv_header", why="не разобрать кавычки и разделители") from error
    if not rows:
        raise problem("csv_empty")
    return rows


def _names(cells: list[str]) -> list[str]:
    headings = [cell.strip().lower() for cell in cells]
    while headings and not headings[-1]:
        headings.pop()
    unknown = [heading for heading in headings if heading not in _BY_HEADING]
    if unknown:
        raise problem("csv_header", why=f"неизвестный столбец «{unknown[0][:50]}»")
    names = [_BY_HEADING[heading] for heading in headings]
    if len(set(names)) < len(names):
        raise problem("csv_header", why="один столбец назван дважды")
    lacking = [column.name for column in COLUMNS if column.required and column.name not in names]
    if lacking:
        raise problem("csv_header", why=f"нет столбца {lacking[0]}")
    return names


def _row(line: int, names: list[str], cells: list[str]) -> Row:
    values = [cell.strip() for cell in cells]
    return Row(line, dict(zip(names, values, strict=False)), overflow=any(values[len(names) :]))


def moment_text(text: str, zone: ZoneInfo) -> str:
    """A start as ISO 8601: local dates get the company's offset, everything else stays as it is."""
    found = _LOCAL.fullmatch(text)
    try:
        if found:
            day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
            return datetime(year, month, day, hour, minute, second, tzinfo=zone).isoformat()
        if _NAIVE.fullmatch(text):
            return datetime.fromisoformat(text).replace(tzinfo=zone).isoformat()
    except ValueError:
        return text
    return text


def duration_of(text: str) -> float | str:
    """Seconds from ``184,2`` or ``3:04``; what is neither stays text and is refused as such."""
    found = _CLOCK.fullmatch(text)
    if found:
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return hours * 3600.0 + minutes * 60 + seconds
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text


def call_of(
    row: Row, *, zone: ZoneInfo, source: str, purpose: str, transcript: list[dict[str, Any]] | None
) -> dict[str, Any]:
    """The row as the payload's JSON, without what only the recording can tell. Raises ``Problem``."""
    if row.overflow:
        raise problem("csv_extra_cells")
    missed = _FLAGS.get(row["missed"].lower())
    if missed is None:
        raise problem("bad_flag", "missed")
    call: dict[str, Any] = {
        "source": source,
        "direction": _DIRECTIONS.get(row["direction"].lower(), row["direction"]),
        "started_at": moment_text(row["started_at"], zone),
        "client": {"phone": row["phone"] or None, "name": row["name"] or None},
        "purpose": _PURPOSES.get(row["purpose"].lower(), row["purpose"]) or purpose,
        "missed": missed,
    }
    if row["manager"]:
        call["manager"] = {"email" if "@" in row["manager"] else "extension": row["manager"]}
    if row["duration_s"]:
        call["duration_s"] = duration_of(row["duration_s"])
    for name in ("source_call_id", "deal_id"):
        if row[name]:
            call[name] = row[name]
    if transcript is not None:
        call["transcript"] = {"utterances": transcript}
    return call


def column_of(field: str) -> str:
    """The column that a field of the payload came from."""
    return _COLUMN_OF.get(field, field)


def as_json(call: dict[str, Any]) -> bytes:
    return json.dumps(call, ensure_ascii=False).encode()
