"""Several small reads in one statement.

A page asks a dozen tables for a handful of rows each, and for rows so few the way to the database and back costs
more than the search. Each read stays where its table belongs; the page only sends them together.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sized
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import QuerySet

T = TypeVar("T")
Rows = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """A query for a few rows, and what is made of them.

    ``load`` is given lists of values in the order of the columns, as JSON holds them: moments and days are texts of
    ISO 8601, numbers with a point ``Decimal``. Where the query has no values that change, keep the read: building its
    text costs as much as running it.
    """

    sql: str
    values: tuple[Any, ...]
    load: Callable[[Rows], T]

    @classmethod
    def of(cls, rows: QuerySet[Any, Any], load: Callable[[Rows], T]) -> Read[T]:
        """``rows``: a query set of ``values_list``."""
        sql, values = rows.query.sql_with_params()
        return cls(sql, tuple(values), load)

    def now(self) -> T:
        """This one alone. One query."""
        found: T = at_once(self)[0]
        return found


def at_once(*reads: Read[Any]) -> list[Any]:
    """What each read gives, in their order. One query."""
    if not reads:
        return []
    parts = (f"(SELECT json_agg(to_json(t)) FROM ({read.sql}) AS t)::text" for read in reads)  # noqa: S608 -- our own queries
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(parts),
            [value for read in reads for value in read.values],
        )
        texts = cursor.fetchone()
    return [read.load(_rows(text)) for read, text in zip(reads, texts, strict=True)]


def apart(groups: Iterable[Sized], answers: Iterable[Any]) -> list[list[Any]]:
    """Answers to several groups of questions asked together, by group."""
    found = iter(answers)
    return [[next(found) for _ in range(len(group))] for group in groups]


def _rows(text: str | None) -> Rows:
    if not text:
        return []
    found = json.loads(text, parse_float=Decimal, object_pairs_hook=_row)
    return [list(row.values()) for row in found]


def _row(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) != len(pairs):  # JSON would keep the last of them without a word
        raise ValueError(f"two columns of one name: {[name for name, _ in pairs]}")
    return row
