"""Rows of a provider's history: each becomes a report by itself; one that cannot be read keeps no other back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from mentor.core.problems import Problem

from .errors import TelephonyError, unreadable
from .report import Facts, Report
from .values import plain

Row = dict[str, Any]
BROKEN = (ValueError, TypeError, AttributeError, KeyError, OverflowError)
"""What reading a value of an unexpected kind raises."""


def reports_of(
    rows: Iterable[object], names: tuple[str, ...], make: Callable[[Row], Report]
) -> Iterator[Report]:
    """A report of each row; ``names``: fields of which the first that is filled is the call's id.

    A row of which ``make`` cannot make one (it raises ``Problem``) is told as refused. Raises ``TelephonyError`` for
    what is no row at all: such an answer is none, and moves no cursor.
    """
    for row in rows:
        if not isinstance(row, dict):
            raise TelephonyError("answer_unreadable", why="вместо звонков пришло другое")
        yield report_of(row, key_of(row, names), make)


def report_of(row: Any, key: str, make: Callable[[Any], Report]) -> Report:
    """The report of one row, or of several of one call; refused where none can be made."""
    try:
        return make(row)
    except Problem as refusal:
        return Report(key, Facts(), refused=refusal)
    except BROKEN as error:
        return Report(key, Facts(), refused=unreadable(f"неожиданное значение ({type(error).__name__})"))


def key_of(row: Row, names: tuple[str, ...]) -> str:
    """The call's id; a row without one is known by what stands in it, so that it is put aside once."""
    found = next((plain(row[name]) for name in names if row.get(name)), "")
    return found or f"row-{hashlib.sha256(repr(row).encode()).hexdigest()[:32]}"
