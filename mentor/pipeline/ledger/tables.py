"""A table of entries, CSV or XLSX, read row by row: its size does not decide how much memory is needed. No Django.

Tables come from Excel and from CRMs: semicolons, Windows-1251, Russian headings, numbers and dates are understood.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mentor.core.problems import Problem
from mentor.core.tables import Column, delimiter_of

MOST_ROWS = 200_000
MOST_UNPACKED = 512 * 1024 * 1024
LONGEST_CELL = 2_000
_SAMPLE = 1 << 16


_MANAGER = Column(
    "manager", ("менеджер", "ответственный", "владелец"), "внутренний номер, почта или имя и фамилия"
)
_NAME = Column("name", ("имя", "клиент", "контакт", "имя клиента"), "имя клиента")
_PHONE = ("телефон", "номер телефона", "телефон клиента")
COLUMNS: dict[str, tuple[Column, ...]] = {
    "lead": (
        Column("external_id", ("номер", "номер лида", "id", "id лида"), "номер лида в CRM", True),
        Column("created_at", ("создан", "дата", "дата создания"), "когда появился: 02.03.2026 14:20", True),
        Column("phone", _PHONE, "телефон клиента", True),
        _NAME,
        _MANAGER,
    ),
    "deal": (
        Column("external_id", ("номер", "номер сделки", "id", "id сделки"), "номер сделки в CRM", True),
        Column("phone", _PHONE, "телефон клиента", True),
        _NAME,
        Column("title", ("название", "сделка", "название сделки"), "название сделки"),
        _MANAGER,
    ),
    "payment": (
        Column("external_id", ("номер", "номер оплаты", "id", "id оплаты"), "номер оплаты в CRM", True),
        Column("amount", ("сумма", "сумма оплаты", "оплата"), "рубли: 78 000,50", True),
        Column("paid_at", ("дата", "дата оплаты", "оплачено"), "когда оплачено: 02.03.2026", True),
        Column("deal", ("сделка", "номер сделки", "id сделки"), "номер сделки; пусто — отдельная сделка"),
        Column("phone", _PHONE, "телефон клиента; можно не указывать, если сделка известна"),
        _NAME,
        _MANAGER,
        Column("refund_of", ("возврат оплаты", "возврат"), "у возврата — номер оплаты, которую вернули"),
    ),
}


def heading(kind: str, name: str) -> str:
    """The column as a table calls it."""
    return next((each.aliases[0] for each in COLUMNS[kind] if each.name == name), name)


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its columns: text, or what a workbook holds. ``line`` counts from 1, the heading included."""

    line: int
    cells: dict[str, object]
    overflow: bool = False

    def text(self, column: str) -> str:
        """The cell as one reads it; whole numbers of a workbook without a point."""
        value = self.cells.get(column)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else str(value).strip()[:LONGEST_CELL]


def read_rows(path: Path, kind: str) -> Iterator[Row]:
    """Rows of the table at ``path``, blank ones left out. Raises ``Problem`` where the file is no such table."""
    lines = _workbook(path) if zipfile.is_zipfile(path) else _csv(path)
    names: list[str] | None = None
    found = 0
    for number, cells in lines:
        if not any(cell not in (None, "") and str(cell).strip() for cell in cells):
            continue
        if names is None:
            names = _names([str(cell or "") for cell in cells], COLUMNS[kind])
            continue
        found += 1
        if found > MOST_ROWS:
            raise _problem(f"В таблице больше {MOST_ROWS} строк. Разделите её на части.")
        rest = cells[len(names) :]
        yield Row(
            number,
            {name: cell for name, cell in zip(names, cells, strict=False) if name},
            overflow=any(cell not in (None, "") for cell in rest),
        )
    if not found:
        raise _problem("В таблице нет ни одной строки с данными.")


def _names(headings: list[str], columns: tuple[Column, ...]) -> list[str]:
    """Our names of the columns; a column that we do not know is left out, as a CRM exports many."""
    by_heading = {alias: each.name for each in columns for alias in (each.name, *each.aliases)}
    names = [by_heading.get(" ".join(each.lower().split()), "") for each in headings]
    known = [name for name in names if name]
    if len(set(known)) < len(known):
        twice = next(name for name in known if known.count(name) > 1)
        title = next(each.aliases[0] for each in columns if each.name == twice)
        raise _problem(f"Два столбца означают одно и то же: «{title}». Оставьте один.")
    lacking = [each.aliases[0] for each in columns if each.required and each.name not in known]
    if lacking:
        listed = ", ".join(f"«{name}»" for name in lacking)
        raise _problem(f"В первой строке нет столбцов {listed}.")
    return names


def _csv(path: Path) -> Iterator[tuple[int, list[Any]]]:
    with path.open(encoding=_encoding(path), newline="") as file:
        sample = file.read(_SAMPLE)
        if "\x00" in sample:
            raise _problem("Это не таблица. Подойдут CSV и XLSX.")
        file.seek(0)
        reader = csv.reader(file, delimiter=delimiter_of(sample))
        try:
            for cells in reader:
                yield reader.line_num, list(cells)
        except (csv.Error, UnicodeDecodeError) as error:
            raise _problem(f"Не разобрать кавычки и разделители около строки {reader.line_num}.") from error


def _encoding(path: Path) -> str:
    """UTF-8 where all of the file is, else what Russian Windows writes."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            while file.read(_SAMPLE):
                pass
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8-sig"


def _workbook(path: Path) -> Iterator[tuple[int, list[Any]]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    with zipfile.ZipFile(path) as archive:
        if sum(each.file_size for each in archive.infolist()) > MOST_UNPACKED:
            raise _problem("Таблица в распакованном виде слишком велика. Разделите её на части.")
    try:
        with path.open("rb") as file:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            with closing(book):
                sheet: Iterable[tuple[Any, ...]] = book.worksheets[0].iter_rows(values_only=True)
                for number, cells in enumerate(sheet, start=1):
                    yield number, list(cells)
    except (InvalidFileException, KeyError, IndexError, ValueError, TypeError, zipfile.BadZipFile) as error:
        raise _problem("Книга Excel не открывается. Сохраните её заново как .xlsx или CSV.") from error


def _problem(words: str) -> Problem:
    return Problem("table_unreadable", words, field="table")
