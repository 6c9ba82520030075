"""Reading counts: folded sums plus what is not folded yet, in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from mentor.core.tenancy import current_company_id


@dataclass(frozen=True, slots=True)
class Total:
    """A count of one name and period over all members."""

    name: str
    start: date
    value: int


@dataclass(frozen=True, slots=True)
class Row:
    """A count of one name, member (0: none) and period."""

    name: str
    member_id: int
    start: date
    value: int


@dataclass(frozen=True, slots=True)
class Sum:
    """A count of one name and member (0: none) over several periods."""

    name: str
    member_id: int
    value: int


def read(
    *, names: Iterable[str], grain: str, since: date, until: date, member_id: int | None = None
) -> list[Row]:
    """Counts of the periods whose first day lies in ``since``…``until`` inclusive; of one member, if one is given.

    Names are exact: the index finds each of them, where a pattern would read every count of those periods.
    """
    company_id = current_company_id()
    values: tuple[Any, ...] = (company_id, grain, list(names), since, until, member_id, member_id)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT name, member_id, start, sum(value)::bigint FROM (
                SELECT name, member_id, start, value FROM tallies_tally
                WHERE company_id = %s AND grain = %s AND name = ANY(%s) AND start BETWEEN %s AND %s
                  AND (%s::bigint IS NULL OR member_id = %s)
                UNION ALL
                SELECT name, member_id, start, value FROM tallies_entry
                WHERE company_id = %s AND grain = %s AND name = ANY(%s) AND start BETWEEN %s AND %s
                  AND (%s::bigint IS NULL OR member_id = %s)
            ) AS counts GROUP BY name, member_id, start HAVING sum(value) <> 0
            """,
            values * 2,
        )
        return [Row(*row) for row in cursor.fetchall()]


def sums(
    *, names: Iterable[str], grain: str, since: date, until: date, member_id: int | None = None
) -> list[Sum]:
    """The same summed over the periods: as many rows as names and members, however many days there are."""
    company_id = current_company_id()
    values: tuple[Any, ...] = (company_id, grain, list(names), since, until, member_id, member_id)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT name, member_id, sum(value)::bigint FROM (
                SELECT name, member_id, value FROM tallies_tally
                WHERE company_id = %s AND grain = %s AND name = ANY(%s) AND start BETWEEN %s AND %s
                  AND (%s::bigint IS NULL OR member_id = %s)
                UNION ALL
                SELECT name, member_id, value FROM tallies_entry
                WHERE company_id = %s AND grain = %s AND name = ANY(%s) AND start BETWEEN %s AND %s
                  AND (%s::bigint IS NULL OR member_id = %s)
            ) AS counts GROUP BY name, member_id HAVING sum(value) <> 0
            """,
            values * 2,
        )
        return [Sum(*row) for row in cursor.fetchall()]


def totals(*, names: Iterable[str], grain: str, since: date, until: date) -> list[Total]:
    """The same over all members: as many rows as names and periods, however many people the company has."""
    company_id = current_company_id()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT name, start, sum(value)::bigint FROM (
                SELECT name, start, value FROM tallies_tally
                WHERE company_id = %s AND grain = %s AND name = ANY(%s) AND start BETWEEN %s AND %s
                UNION ALL
                SELECT name, start, value FROM tallies_entry
                WHERE company_id = %s AND grain = %s AND name = ANY(%s) AND start BETWEEN %s AND %s
            ) AS counts GROUP BY name, start HAVING sum(value) <> 0
            """,
            [company_id, grain, list(names), since, until] * 2,
        )
        return [Total(*row) for row in cursor.fetchall()]
