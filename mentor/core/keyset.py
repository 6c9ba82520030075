"""Pages of long lists by key, never by offset or count: the millionth row costs as much as the first.

A list is ordered by a moment and an id, newest first. A cursor is the key of the row that the reader left at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row")
Found = TypeVar("Found", bound=Model)
PAGE_SIZE = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The key of a row, and which side of it is asked for."""

    moment: datetime
    id: int
    forward: bool = True


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows of one page, with the cursors of its neighbours; empty where there is none."""

    rows: list[Row] = field(default_factory=list)
    next_cursor: str = ""
    previous_cursor: str = ""


def write_cursor(moment: datetime, row_id: int) -> str:
    """Microseconds since 1970 and the id: exact, short, fit for an address."""
    return f"{(moment - EPOCH) // MICROSECOND}.{row_id}"


def read_cursor(params: Mapping[str, str]) -> Cursor | None:
    """From ``after`` or ``before``; None (the first page) where there is none or it can't be understood."""
    forward = bool(params.get("after"))
    micros, _, row_id = (params.get("after") or params.get("before") or "").partition(".")
    try:
        return Cursor(EPOCH + int(micros) * MICROSECOND, max(0, min(int(row_id), 2**63 - 1)), forward)
    except (ValueError, OverflowError):
        return None


def page_of(
    rows: QuerySet[Found], cursor: Cursor | None, *, moment: str = "started_at", size: int = PAGE_SIZE
) -> Page[Found]:
    """One page of ``rows``, newest first by the column ``moment``; one query, one row more than shown.

    The keys are found by themselves, along the index of the order, and only then joined with what a row shows:
    told both at once, the database may join everything first and sort it afterwards.
    """
    forward = cursor is None or cursor.forward
    if cursor is not None:
        rows = rows.filter(_beyond(cursor, moment))
    sign = "-" if forward else ""
    ordered = rows.order_by(f"{sign}{moment}", f"{sign}id")
    found = list(ordered.filter(pk__in=ordered.values("pk")[: size + 1]))
    more = len(found) > size
    shown = found[:size] if forward else found[:size][::-1]
    if not shown:
        return Page()
    has_next = more if forward else True
    has_previous = cursor is not None if forward else more
    return Page(
        shown,
        next_cursor=write_cursor(_key(shown[-1], moment), shown[-1].pk) if has_next else "",
        previous_cursor=write_cursor(_key(shown[0], moment), shown[0].pk) if has_previous else "",
    )


def _beyond(cursor: Cursor, moment: str) -> Q:
    """The outer condition alone bounds the index scan; the inner one parts rows of the same moment."""
    near, far = ("lte", "lt") if cursor.forward else ("gte", "gt")
    past = Q(**{f"{moment}__{far}": cursor.moment}) | Q(**{f"id__{far}": cursor.id})
    return Q(**{f"{moment}__{near}": cursor.moment}) & past


def _key(row: Model, path: str) -> datetime:
    value: Any = row
    for name in path.split("__"):
        value = getattr(value, name)
    assert isinstance(value, datetime)
    return value
