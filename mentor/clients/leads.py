"""Reads of leads for spans that have no count of their own."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from django.db import connection

from mentor.core.tenancy import current_company_id
from mentor.tallies import queries as tallies
from mentor.tallies.models import Grain

from .actions import LEAD_AFTER, MOST_WEEKS

WEEK = timedelta(days=7)
WEEKS_AGO = {name: weeks for weeks, name in LEAD_AFTER.items()}


def by_weeks(first: date, last: date, *, whole: bool) -> dict[int, int]:
    """The same as ``by_first_manager`` for at most ``MOST_WEEKS`` weeks from a Monday on; reads tallies only.

    ``whole``: the last week is over, or nothing is dated after ``last``; else its days up to ``last`` count.
    """
    weeks = (last - first).days // 7 + 1
    if first.weekday() or weeks > MOST_WEEKS:
        raise ValueError(f"{first}…{last} is no stretch of at most {MOST_WEEKS} weeks from a Monday on")
    found: Counter[int] = Counter()
    final = first + (weeks - 1) * WEEK
    until = final if whole else final - WEEK
    for row in tallies.read(names=WEEKS_AGO, grain=Grain.WEEK, since=first, until=until):
        if WEEKS_AGO[row.name] > (row.start - first) // WEEK:
            found[row.member_id] += row.value
    if not whole:
        names = [name for name, ago in WEEKS_AGO.items() if ago >= weeks]
        for part in tallies.sums(names=names, grain=Grain.DAY, since=final, until=last):
            found[part.member_id] += part.value
    return dict(found)


def by_first_manager(first: date, last: date) -> dict[int, int]:
    """Unique leads of the days from ``first`` to ``last`` by the manager of their first conversation there.

    A client whom nobody talked with there belongs to the owner of the first CRM lead; 0 stands for nobody known.
    Reads a row for each client and day: for weeks, months and their first days the tallies know the same at no cost.
    """
    company_id = current_company_id()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(member_id, 0), count(*) FROM (
                SELECT DISTINCT ON (client_id) client_id, member_id FROM clients_leadseen
                WHERE company_id = %s AND grain = %s AND start BETWEEN %s AND %s
                ORDER BY client_id, talked DESC, start
            ) AS firsts GROUP BY 1
            """,
            [company_id, Grain.DAY, first, last],
        )
        return dict(cursor.fetchall())
