"""Reads of leads for spans that have no count of their own."""

from __future__ import annotations

from datetime import date

from django.db import connection

from mentor.core.tenancy import current_company_id
from mentor.tallies.models import Grain


def by_first_manager(first: date, last: date) -> dict[int, int]:
    """Unique leads of the days from ``first`` to ``last`` by the manager of their first conversation there.

    0 stands for nobody known. Reads a row for each client and day: for weeks, months and their first days the
    tallies know the same at no cost.
    """
    company_id = current_company_id()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(member_id, 0), count(*) FROM (
                SELECT DISTINCT ON (client_id) client_id, member_id FROM clients_leadseen
                WHERE company_id = %s AND grain = %s AND start BETWEEN %s AND %s ORDER BY client_id, start
            ) AS firsts GROUP BY 1
            """,
            [company_id, Grain.DAY, first, last],
        )
        return dict(cursor.fetchall())
