"""What a document says, whatever it is shown as. Pure: texts are formatted already, numbers go beside them.

A figure is written once, in ``Cell.text``; ``Cell.value`` is the same number for a workbook. So a page, a PDF and a
workbook cannot tell different things.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from mentor.core import formats

Number = int | float | Decimal | Fraction
Form = Literal["", "integer", "decimal", "money", "percent", "points"]


@dataclass(frozen=True, slots=True)
class Cell:
    """``url`` opens what stands behind it, on the page alone. ``value``: roubles, a share, a count or a score."""

    text: str
    url: str = ""
    note: str = ""
    value: Decimal | None = None
    form: Form = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """``num``: right-aligned. ``width``: characters in a workbook, parts of the width in a PDF."""

    title: str
    num: bool = False
    width: int = 14


@dataclass(frozen=True, slots=True)
class Table:
    """``total``: the last row is the sum of those above it."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: bool = False

    @property
    def lines(self) -> list[list[tuple[Cell, Column]]]:
        """Each row with the columns beside its cells."""
        return [list(zip(row, self.columns, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Section:
    """A part with a heading: sentences, then a table; ``empty`` is said where there are no rows."""

    title: str
    hint: str = ""
    texts: tuple[str, ...] = ()
    table: Table | None = None
    empty: str = ""
    code: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Headline:
    """A main figure with what it is compared with."""

    label: str
    value: str
    note: str = ""
    tone: str = "neutral"


@dataclass(frozen=True, slots=True)
class Document:
    """``signatures``: who signs, line by line. ``made_at``: when its data were frozen; dates the file."""

    title: str
    subtitle: str
    made_at: datetime
    facts: tuple[tuple[str, str], ...] = ()
    headlines: tuple[Headline, ...] = ()
    sections: tuple[Section, ...] = ()
    signatures: tuple[str, ...] = ()
    foot: str = ""


def text(value: object, *, url: str = "", note: str = "", tone: str = "") -> Cell:
    """Words."""
    return Cell("" if value is None else str(value), url=url, note=note, tone=tone)


def integer(value: int | None, *, url: str = "") -> Cell:
    return Cell(formats.integer(value), url=url, value=exact(value), form="integer")


def money(value: Number | None, *, plus: bool = False, url: str = "") -> Cell:
    """Roubles, rounded already."""
    number = exact(value)
    return Cell(formats.money(number, plus=plus), url=url, value=number, form="money")


def percent(value: Number | None, places: int = 1, *, note: str = "") -> Cell:
    """A share of 0–1."""
    number = exact(value)
    return Cell(formats.percent(number, places), note=note, value=number, form="percent")


def points(value: Number | None) -> Cell:
    """A difference of two shares; in a workbook its percentage points."""
    number = exact(value)
    return Cell(formats.points(number), value=None if number is None else number * 100, form="points")


def decimal(value: Number | None) -> Cell:
    """A mean score."""
    number = exact(value)
    return Cell(formats.decimal_number(number), value=number, form="decimal")


def exact(value: Number | str | None) -> Decimal | None:
    """Any number as the decimal that formats take; texts are frozen decimals."""
    if value is None:
        return None
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return value if isinstance(value, Decimal) else Decimal(str(value))


def as_data(document: Document) -> dict[str, Any]:
    """Plain data of a document for a template; numbers stay only as their texts."""
    found = asdict(document)
    found["made_at"] = document.made_at.isoformat()
    for section in found["sections"]:
        for row in (section["table"] or {}).get("rows", ()):
            for cell in row:
                cell.pop("value")
    return found
