"""Reading counts: folded sums plus what is not folded yet, in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db import connection

from mentor.core.tenancy import current_company_id

NO_PERIOD = date.min
_SUMS = (
    "SELECT ask, name, member_id, start, sum(value)::bigint FROM ({}) AS counts "
    "GROUP BY ask, name, member_id, start HAVING sum(value) <> 0"
)


@dataclass(frozen=True, slots=True)
class Ask:
    """Counts of ``names`` in the periods of ``grain`` whose first day lies in ``since``…``until`` inclusive.

    Names are exact: the index finds each of them, where a pattern would read every count of those periods. ``by``:
    whether a count is of a period over all members, of a member over all periods, or of both.
    """

    names: tuple[str, ...]
    grain: str
    since: date
    until: date
    by: Literal["period", "member", "both"]
    member_id: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A count of one name; ``member_id`` 0: nobody or all together; ``start`` ``NO_PERIOD``: several periods."""

    name: str
    member_id: int
    start: date
    value: int


def together(*asks: Ask) -> list[list[Row]]:
    """The counts of each ask that are not zero, all in one statement."""
    company_id = current_company_id()
    arms: list[str] = []
    values: list[Any] = []
    for number, ask in enumerate(asks):
        for table in ("tallies_tally", "tallies_entry") if ask.names else ():
            arms.append(_arm(number, ask, table))
            values += [company_id, ask.grain, list(ask.names), ask.since, ask.until]
            values += [] if ask.member_id is None else [ask.member_id]
    found: list[list[Row]] = [[] for _ in asks]
    if not arms:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_SUMS.format(" UNION ALL ".join(arms)), values)
        for number, name, member_id, start, value in cursor.fetchall():
            found[number].append(Row(name, member_id, start or NO_PERIOD, value))
    return found


def _arm(number: int, ask: Ask, table: str) -> str:
    member = "0::bigint AS member_id" if ask.by == "period" else "member_id"
    start = "NULL::date AS start" if ask.by == "member" else "start"
    return (
        f"SELECT {number} AS ask, name, {member}, {start}, value FROM {table} "  # noqa: S608 -- our own words
        "WHERE company_id = %s AND grain = %s AND name = ANY(%s) AND start BETWEEN %s AND %s"
        + ("" if ask.member_id is None else " AND member_id = %s")
    )


def read(
    *, names: Iterable[str], grain: str, since: date, until: date, member_id: int | None = None
) -> list[Row]:
    """Counts by name, member and period; of one member, if one is given."""
    return together(Ask(tuple(names), grain, since, until, "both", member_id))[0]


def sums(
    *, names: Iterable[str], grain: str, since: date, until: date, member_id: int | None = None
) -> list[Row]:
    """The same summed over the periods: as many rows as names and members, however many days there are."""
    return together(Ask(tuple(names), grain, since, until, "member", member_id))[0]


def totals(*, names: Iterable[str], grain: str, since: date, until: date) -> list[Row]:
    """The same over all members: as many rows as names and periods, however many people the company has."""
    return together(Ask(tuple(names), grain, since, until, "period"))[0]
