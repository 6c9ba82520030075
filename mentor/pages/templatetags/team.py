"""The cells of one row of the team's table, remembered by what they show."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from mentor.pages.managers.rows import Row, StageCell

register = template.Library()

# About 2 KB each: the rows of a hundred companies' tables.
REMEMBERED = 4096


class Cells(NamedTuple):
    """Everything that the cells show and nothing else: what is not here cannot reach a remembered row."""

    calls: int
    leads: int
    deals: int
    conversion: Decimal | None
    change: Decimal | None
    stages: tuple[StageCell, ...]
    quality: float | None
    recommended: int
    contacted: int
    overdue: int


@register.simple_tag
def team_cells(row: Row, pass_mark: float, pass_share: float, enough: int, brief: bool = False) -> SafeString:
    """The cells after a manager's name; ``brief`` leaves out how many were called back.

    Between two visits most rows show what they showed, and writing seven cells costs a millisecond: a row is written
    once for the same figures.
    """
    cells = Cells(
        calls=row.figures.calls,
        leads=row.leads,
        deals=row.deals,
        conversion=row.conversion,
        change=row.change,
        stages=row.cells,
        quality=row.figures.quality,
        recommended=row.figures.recommended,
        contacted=row.figures.contacted,
        overdue=row.workload.overdue,
    )
    return _written(cells, float(pass_mark), float(pass_share), enough, bool(brief))


@lru_cache(maxsize=REMEMBERED)
def _written(cells: Cells, pass_mark: float, pass_share: float, enough: int, brief: bool) -> SafeString:
    context = {
        "row": cells,
        "pass_mark": pass_mark,
        "pass_share": pass_share,
        "enough": enough,
        "brief": brief,
    }
    return render_to_string("pages/managers/cells.html", context)
