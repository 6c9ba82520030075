"""Потерянные клиенты as a workbook, built whole before the answer: a stream would see no company's rows."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

from mentor.core.formats import phone

from .queries import Row

MOST_ROWS = 20_000
LONGEST_TEXT = 32_767  # characters a cell can hold
NEVER_FORMULAS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

Cell = str | datetime | float | None


def advice_text(row: Row) -> str:
    """The recommendation in the specification's form."""
    version = row.shown.advice.version if row.shown.advice else None
    if version is None:
        return ""
    return f"{version.why} Рекомендуется перезвонить и сказать следующее: «{version.say}»"


COLUMNS: list[tuple[str, int, Callable[[Row], Cell]]] = [
    ("Потерян", 16, lambda row: row.shown.case.lost_at),
    ("Клиент", 26, lambda row: row.client),
    ("Телефоны", 20, lambda row: ", ".join(phone(each) for each in row.phones)),
    ("Менеджер", 22, lambda row: row.shown.case.manager.name if row.shown.case.manager else ""),
    ("Этап", 24, lambda row: str(row.shown.case.get_lost_stage_display() or "")),
    ("Причина", 24, lambda row: str(row.shown.case.get_lost_reason_display())),
    ("Слова клиента", 40, lambda row: row.shown.case.quote),
    ("Рекомендация", 70, advice_text),
    ("Состояние", 24, lambda row: row.shown.label),
    ("Срок", 16, lambda row: row.shown.advice.recommendation.due_at if row.shown.advice else None),
    ("Связались", 16, lambda row: row.shown.case.contacted_at),
    ("Согласился", 16, lambda row: row.shown.case.agreed_at),
    ("Оплатил", 16, lambda row: row.shown.case.paid_at),
    ("Сумма, ₽", 14, lambda row: float(row.returned) if row.returned is not None else None),
    ("Результат", 28, lambda row: row.result),
]


def workbook(rows: list[Row], zone: ZoneInfo) -> bytes:
    """The file's bytes. Every text is written as a text: nothing a client said can become a formula.

    ``rows`` may hold one more than ``MOST_ROWS``; then the last line says that the list was cut.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, NEVER_FORMULAS) as book:
        sheet = book.add_worksheet("Потерянные клиенты")
        head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        formats = {
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "moment": book.add_format({"num_format": "dd.mm.yyyy hh:mm", "valign": "top"}),
            "money": book.add_format({"num_format": "# ##0.00", "valign": "top"}),
        }
        for column, (title, width, _) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        for line, row in enumerate(rows[:MOST_ROWS], start=1):
            for column, (_, _, read) in enumerate(COLUMNS):
                _write(sheet, (line, column), read(row), formats, zone)
        if len(rows) > MOST_ROWS:
            sheet.write_string(
                MOST_ROWS + 1, 0, f"Показаны первые {MOST_ROWS} клиентов. Сузьте период или фильтры."
            )
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(1, min(len(rows), MOST_ROWS)), len(COLUMNS) - 1)
    return buffer.getvalue()


def _write(sheet: Any, place: tuple[int, int], value: Cell, formats: dict[str, Any], zone: ZoneInfo) -> None:
    if value is None or value == "":
        sheet.write_blank(*place, None, formats["text"])
    elif isinstance(value, datetime):
        local = value.astimezone(zone).replace(tzinfo=None)  # a sheet knows no time zones
        sheet.write_datetime(*place, local, formats["moment"])
    elif isinstance(value, float):
        sheet.write_number(*place, value, formats["money"])
    else:
        sheet.write_string(*place, value[:LONGEST_TEXT], formats["text"])
