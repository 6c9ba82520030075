"""Who is away when: absences stop due times, reminders and neglect."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

from mentor.core.working_time import WorkingTime

from .models import Absence, Company
from .queries import working_time


def own_times(company: Company, since: date) -> dict[int, WorkingTime]:
    """The working time of each member who is away on some day from ``since`` on, by member id. One query."""
    away: defaultdict[int, set[date]] = defaultdict(set)
    rows = Absence.objects.filter(last_day__gte=since).values_list("member_id", "first_day", "last_day")
    for member_id, first, last in rows:
        begin = max(first, since)
        away[member_id].update(begin + timedelta(days=number) for number in range((last - begin).days + 1))
    usual = working_time(company)
    return {member_id: replace(usual, away=frozenset(days)) for member_id, days in away.items()}
