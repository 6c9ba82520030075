"""Adding to counts, folding them, and clearing them for a rebuild."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db import connection, transaction

from mentor.core.tenancy import current_company_id

from .models import Entry, Grain, Tally

FOLD_BATCH = 50_000
Count = tuple[str, int | None]


def first_day(grain: str, day: date) -> date:
    """First local day of the day, ISO week or month that ``day`` lies in."""
    if grain == Grain.WEEK:
        return day - timedelta(days=day.weekday())
    if grain == Grain.MONTH:
        return day.replace(day=1)
    return day


def add(*, day: date, counts: Mapping[Count, int], grains: Iterable[str] = Grain.values) -> None:
    """Add ``counts`` — (name, member id or None) → difference — to the periods of ``day``."""
    Entry.objects.bulk_create(
        Entry(name=name, member_id=member or 0, grain=grain, start=first_day(grain, day), value=value)
        for grain in grains
        for (name, member), value in counts.items()
        if value
    )


def fold() -> int:
    """Move up to ``FOLD_BATCH`` entries of the company in scope into tallies; returns how many were moved.

    Deleting returns the values, so an entry is folded exactly once whoever else folds or adds meanwhile.
    """
    company_id = current_company_id()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            WITH moved AS (
                DELETE FROM tallies_entry WHERE id IN (
                    SELECT id FROM tallies_entry WHERE company_id = %s ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
                ) RETURNING name, member_id, grain, start, value
            ), sums AS (
                SELECT name, member_id, grain, start, sum(value) AS value, count(*) AS entries
                FROM moved GROUP BY name, member_id, grain, start
            ), kept AS (
                INSERT INTO tallies_tally (company_id, name, member_id, grain, start, value)
                SELECT %s, name, member_id, grain, start, value FROM sums
                ORDER BY grain, start, name, member_id
                ON CONFLICT (company_id, grain, start, name, member_id)
                DO UPDATE SET value = tallies_tally.value + excluded.value
            )
            SELECT coalesce(sum(entries), 0) FROM sums
            """,
            [company_id, FOLD_BATCH, company_id],
        )
        row = cursor.fetchone()
    return int(row[0])


def clear(names: Iterable[str]) -> None:
    """Forget counts by exact name; a rebuild adds them anew."""
    wanted = list(names)
    Entry.objects.filter(name__in=wanted).delete()
    Tally.objects.filter(name__in=wanted).delete()


def clear_all() -> None:
    """Forget every count of the company in scope; a rebuild adds them anew."""
    Entry.objects.all().delete()
    Tally.objects.all().delete()


def difference(before: Counter[Count], after: Counter[Count]) -> dict[Count, int]:
    """What to add so that ``before`` becomes ``after``; equal counts are left out."""
    keys = before.keys() | after.keys()
    return {key: after[key] - before[key] for key in keys if after[key] != before[key]}
