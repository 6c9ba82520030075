"""A document as an Excel workbook: a sheet for the main figures, one for each table."""

from __future__ import annotations

import io
import re
from typing import Any

import xlsxwriter

from .content import Cell, Document, Section

LONGEST_TEXT = 32_767  # characters a cell can hold
LONGEST_NAME = 31  # of a sheet
NEVER_FORMULAS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
NUMBERS = {
    "integer": "# ##0",
    "decimal": "0.0",
    "money": "# ##0.00",
    "percent": "0.0%",
    "points": "+0.0;-0.0;0.0",
}
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(document: Document) -> bytes:
    """The file's bytes. Every text is written as a text: nothing anybody said can become a formula."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, NEVER_FORMULAS) as book:
        book.set_properties({"title": document.title, "created": document.made_at.replace(tzinfo=None)})
        styles = {form: book.add_format({"num_format": number}) for form, number in NUMBERS.items()}
        styles[""] = book.add_format({"text_wrap": True, "valign": "top"})
        styles["head"] = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        _cover(book.add_worksheet("Главное"), document, styles)
        taken = {"главное"}
        for section in document.sections:
            if section.table is not None:
                _table(book.add_worksheet(_name(section.title, taken)), section, styles)
    return buffer.getvalue()


def _cover(sheet: Any, document: Document, styles: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 46)
    lines = [
        (document.title, document.subtitle, ""),
        *((label, value, "") for label, value in document.facts),
        ("", "", ""),
        *((each.label, each.value, each.note) for each in document.headlines),
        ("", "", ""),
        *((section.title, line, "") for section in document.sections for line in section.texts),
    ]
    for at, line in enumerate(lines):
        for column, words in enumerate(line):
            sheet.write_string(at, column, words[:LONGEST_TEXT], styles["head" if at == 0 else ""])


def _table(sheet: Any, section: Section, styles: dict[str, Any]) -> None:
    assert section.table is not None
    for at, column in enumerate(section.table.columns):
        sheet.set_column(at, at, max(10, column.width * 2))
        sheet.write_string(0, at, column.title, styles["head"])
    for line, row in enumerate(section.table.rows, start=1):
        for at, cell in enumerate(row):
            _write(sheet, (line, at), cell, styles)
    if not section.table.rows:
        sheet.write_string(1, 0, section.empty, styles[""])
    sheet.freeze_panes(1, 1)


def _write(sheet: Any, place: tuple[int, int], cell: Cell, styles: dict[str, Any]) -> None:
    if cell.value is not None and cell.form:
        sheet.write_number(*place, float(cell.value), styles[cell.form])
    else:
        words = f"{cell.text} ({cell.note})" if cell.note else cell.text
        sheet.write_string(*place, words[:LONGEST_TEXT], styles[""])


def _name(title: str, taken: set[str]) -> str:
    """A name that a workbook takes: short, without its signs, once."""
    name = " ".join(_NOT_IN_NAMES.sub(" ", title).split())[:LONGEST_NAME].strip("' ") or "Лист"
    while name.lower() in taken:
        name = f"{name[: LONGEST_NAME - 2]} 2" if not name.endswith(" 2") else f"{name[:-1]}3"
    taken.add(name.lower())
    return name
