"""Managers side by side: one line a figure, the best of each line marked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mentor.core import formats

from .rows import Row, StageCell

Number = Callable[[Row], float | None]


@dataclass(frozen=True, slots=True)
class Cell:
    """``best``: nobody in the line is better, and somebody is worse."""

    text: str
    note: str = ""
    best: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of everybody; the last cell is the whole department's."""

    title: str
    cells: tuple[Cell, ...]


def lines(rows: list[Row], whole: Row, *, enough: int) -> list[Line]:
    """Calls, conversion, five stages, quality, recommendations."""
    stages = [_stage_line(at, rows, whole, enough) for at in range(len(whole.cells))]
    return [
        _line(
            "Звонки",
            rows,
            whole,
            lambda row: row.figures.calls,
            lambda row: formats.integer(row.figures.calls),
        ),
        _line(
            "Конверсия",
            rows,
            whole,
            _conversion,
            lambda row: formats.percent(row.conversion),
            note=_deals,
            marked=True,
        ),
        *stages,
        _line(
            "Качество звонка, средний балл",
            rows,
            whole,
            lambda row: row.figures.quality,
            lambda row: formats.decimal_number(row.figures.quality),
            marked=True,
        ),
        _line(
            "Этапы на проходной балл и выше",
            rows,
            whole,
            lambda row: row.figures.effectiveness,
            lambda row: formats.percent(row.figures.effectiveness, 0),
            marked=True,
        ),
        _line("Перезвонил после рекомендации", rows, whole, lambda row: row.figures.contacted, _called),
        _line(
            "Просрочено сейчас",
            rows,
            whole,
            lambda row: -row.workload.overdue,
            lambda row: formats.integer(row.workload.overdue),
            marked=True,
        ),
    ]


def _line(
    title: str,
    rows: list[Row],
    whole: Row,
    number: Number,
    text: Callable[[Row], str],
    *,
    note: Callable[[Row], str] | None = None,
    marked: bool = False,
) -> Line:
    values = [number(row) for row in rows]
    known = [value for value in values if value is not None]
    best = max(known) if marked and len(set(known)) > 1 else None
    cells = [
        Cell(text(row), note(row) if note else "", best is not None and value == best)
        for row, value in zip(rows, values, strict=True)
    ]
    return Line(title, (*cells, Cell(text(whole), note(whole) if note else "")))


def _stage_line(at: int, rows: list[Row], whole: Row, enough: int) -> Line:
    def cell(row: Row) -> StageCell:
        return row.cells[at]

    def value(row: Row) -> float | None:
        return cell(row).share if cell(row).graded >= enough else None

    def text(row: Row) -> str:
        return formats.percent(cell(row).share, 0) if cell(row).graded >= enough else "мало данных"

    def note(row: Row) -> str:
        graded = formats.counted(cell(row).graded, "звонок", "звонка", "звонков")
        return f"{graded}, средний балл {formats.decimal_number(cell(row).mean)}" if cell(row).graded else ""

    return _line(whole.cells[at].title, rows, whole, value, text, note=note, marked=True)


def _conversion(row: Row) -> float | None:
    return None if row.conversion is None else float(row.conversion)


def _deals(row: Row) -> str:
    deals = formats.counted(row.deals, "сделка", "сделки", "сделок")
    return f"{deals} из {formats.counted(row.leads, 'лида', 'лидов', 'лидов')}"


def _called(row: Row) -> str:
    return f"{formats.integer(row.figures.contacted)} из {formats.integer(row.figures.recommended)}"
