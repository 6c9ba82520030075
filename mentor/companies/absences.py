"""Who is away when: absences stop due times, reminders and neglect."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

from django.db import transaction

from mentor.core.problems import Problem
from mentor.core.working_time import WorkingTime

from .actions import audit
from .models import Absence, Company, Member, User
from .queries import working_time

LONGEST = timedelta(days=366)
REASON_LENGTH = 100


def own_times(company: Company, since: date) -> dict[int, WorkingTime]:
    """The working time of each member who is away on some day from ``since`` on, by member id. One query."""
    away: defaultdict[int, set[date]] = defaultdict(set)
    rows = Absence.objects.filter(last_day__gte=since).values_list("member_id", "first_day", "last_day")
    for member_id, first, last in rows:
        begin = max(first, since)
        away[member_id].update(begin + timedelta(days=number) for number in range((last - begin).days + 1))
    usual = working_time(company)
    return {member_id: replace(usual, away=frozenset(days)) for member_id, days in away.items()}


def own_time(company: Company, member: Member | None, since: date) -> WorkingTime:
    """The working time of one member, absences from ``since`` on left out of it. Two queries at most."""
    usual = working_time(company)
    return own_times(company, since).get(member.pk, usual) if member is not None else usual


def absences_of(member: Member, since: date) -> list[Absence]:
    """Absences that end on ``since`` or later, the nearest first."""
    return list(Absence.objects.filter(member=member, last_day__gte=since).order_by("first_day", "id"))


def absence(pk: int) -> Absence | None:
    """One of the company's absences."""
    return Absence.objects.select_related("member").filter(pk=pk).first()


@transaction.atomic
def add_absence(*, member: Member, first_day: date, last_day: date, reason: str, by: User) -> Absence:
    """The member is away on these days, both included; ``Problem`` for days in the wrong order or too many."""
    if not timedelta(0) <= last_day - first_day <= LONGEST:
        raise Problem("days_wrong", "Последний день не раньше первого, и не больше года.", field="last_day")
    made = Absence.objects.create(
        member=member, first_day=first_day, last_day=last_day, reason=reason.strip()[:REASON_LENGTH]
    )
    subject = f"member:{member.pk}"
    audit(user=by, action="absence.added", subject=subject, first=str(first_day), last=str(last_day))
    return made


@transaction.atomic
def remove_absence(*, absence: Absence, by: User) -> None:
    """The member works on these days after all."""
    audit(
        user=by, action="absence.removed", subject=f"member:{absence.member_id}", first=str(absence.first_day)
    )
    absence.delete()
