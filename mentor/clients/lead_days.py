"""The very leads of a span of days: rows, not counts."""

from __future__ import annotations

from datetime import date

from mentor.tallies.models import Grain

from .models import LeadSeen


def first_days(first: date, last: date) -> list[tuple[int, date, int | None]]:
    """(client, its first day as a lead in the span, manager noted on that day), by day. One query.

    A row a lead: for what is frozen and opened, not for pages.
    """
    rows = LeadSeen.objects.filter(grain=Grain.DAY, start__range=(first, last))
    firsts = rows.order_by("client_id", "start").distinct("client_id")
    found = firsts.values_list("client_id", "start", "member_id")
    return sorted(found, key=lambda row: (row[1], row[0]))
