"""Reminds managers of their recommendations: each moment once, one message for everything of one look."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from mentor.companies.absences import own_times
from mentor.companies.models import Company, Member
from mentor.companies.queries import working_time
from mentor.notifications.actions import tell
from mentor.notifications.kinds import Kind

from .models import Recommendation, Reminder
from .reminder_rules import Moment, Open, Passed, passed

# Older ones had their moments long ago; a standstill of a month is the longest that is looked back at.
LOOK_BACK = timedelta(days=31)
LOOK_AHEAD = timedelta(days=60)
Due = tuple[Recommendation, Passed]


@transaction.atomic
def remind(company: Company, now: datetime) -> int:
    """Tell managers of what has come since the last look; returns how many messages that made. Safe to repeat."""
    told = 0
    for manager, came in _came(company, now).items():
        made = Reminder.objects.bulk_create(
            Reminder(recommendation=row, moment=each.moment, told=each.told, created_at=now)
            for row, each in came
        )
        told += _tell(manager, [each for each in made if each.told], company, now)
    return told


def remind_again(recommendation: Recommendation) -> None:
    """It was put off: its due time has another moment, when that is over."""
    Reminder.objects.filter(recommendation=recommendation, moment=Moment.DUE).delete()


def waiting(now: datetime) -> QuerySet[Recommendation]:
    """Recommendations that nobody has marked or answered by a call, and whose last moment was not dealt with."""
    rows = Recommendation.objects.filter(
        closed_at=None, marked_at=None, case__is_archive=False, manager__isnull=False, followups__isnull=True
    )
    over = Reminder.objects.filter(recommendation=OuterRef("pk"), moment=Moment.DUE)
    rows = rows.filter(~Exists(over))
    return rows.filter(due_at__range=(now - LOOK_BACK, now + LOOK_AHEAD), manager__is_active=True)


def _came(company: Company, now: datetime) -> dict[Member, list[Due]]:
    usual = working_time(company)
    own = own_times(company, (now - LOOK_BACK).date())
    rows = waiting(now).select_related("manager").prefetch_related("reminders").order_by("due_at", "id")
    found: dict[Member, list[Due]] = defaultdict(list)
    for row in rows:
        manager = row.manager
        assert manager is not None
        assert row.due_at is not None
        facts = Open(
            created_at=row.created_at,
            due_at=row.due_at,
            seen_at=row.seen_at,
            snoozed_until=row.snoozed_until,
            had=frozenset(each.moment for each in row.reminders.all()),
        )
        found[manager] += [(row, each) for each in passed(facts, now, own.get(manager.pk, usual))]
    return found


def _tell(manager: Member, made: list[Reminder], company: Company, now: datetime) -> bool:
    """One message, however many clients it names; a client whose time has come is not named as half-way too."""
    if not made:
        return False
    due = [each.recommendation_id for each in made if each.moment == Moment.DUE]
    half = [each.recommendation_id for each in made if each.moment == Moment.HALF]
    told = tell(
        member=manager,
        kind=Kind.REMINDER,
        key=f"remind:{made[0].pk}",
        expires_at=working_time(company).add_days(now, 1),
        due=due,
        half=[pk for pk in half if pk not in due],
    )
    return told is not None
