"""Neglect of managers: heads are told once with the facts, again only when it gets worse; mended, it is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import connection, transaction

from mentor.companies import queries as companies
from mentor.companies.absences import own_times
from mentor.companies.models import Company, Member
from mentor.core.working_time import WorkingTime
from mentor.notifications import queries as notices
from mentor.notifications.actions import tell_heads
from mentor.notifications.kinds import Kind

from .models import Neglect
from .neglect_rules import Conduct, Levels, Limits, levels
from .workload import LONGEST_SILENCE, Workload, by_manager

LOOK_BACK = timedelta(days=120)
# EXISTS and not a join: so the index is walked in the order of due times and left at the first that fits.
_IGNORED_SINCE = """
    SELECT member.id, (
        SELECT greatest(advice.created_at, advice.snoozed_until)
        FROM recovery_recommendation AS advice JOIN recovery_losscase AS loss ON loss.id = advice.case_id
        WHERE advice.manager_id = member.id AND advice.closed_at IS NULL AND advice.marked_at IS NULL
          AND (advice.snoozed_until IS NULL OR advice.snoozed_until <= %s) AND advice.due_at <= %s
          AND NOT loss.is_archive
          AND NOT EXISTS (SELECT 1 FROM recovery_followup AS heard WHERE heard.recommendation_id = advice.id)
        ORDER BY advice.due_at, advice.id LIMIT 1
    ) FROM companies_member AS member WHERE member.id = ANY(%s)
"""


def limits_of(company: Company, ignored_days: int | None = None) -> Limits:
    """The company's settings; ``ignored_days`` of ``notices.neglect_ignored_days``, where it is read already."""
    if ignored_days is None:
        ignored_days = notices.neglect_ignored_days().now()
    return Limits(company.neglect_login_days, company.neglect_overdue_count, ignored_days)


def conducts(
    managers: list[Member], company: Company, workloads: Mapping[int, Workload], now: datetime
) -> dict[int, Conduct]:
    """The facts of each manager by id; two queries. Who is away today is not looked at: all zero."""
    usual, own = companies.working_time(company), own_times(company, (now - LOOK_BACK).date())
    ignored = _ignored_since(managers, now)
    today = now.astimezone(company.zone).date()
    found = {}
    for each in managers:
        time = own.get(each.pk, usual)
        overdue = workloads.get(each.pk, Workload()).overdue
        away = today in time.away
        found[each.pk] = Conduct() if away else _conduct(each, ignored.get(each.pk), overdue, time, now)
    return found


def _conduct(
    member: Member, ignored_since: datetime | None, overdue: int, time: WorkingTime, now: datetime
) -> Conduct:
    def days(since: datetime) -> int:
        first, last = (moment.astimezone(time.zone).date() for moment in (since, now))
        return time.working_days_between(first, last, LONGEST_SILENCE)

    return Conduct(
        silent_days=days(member.last_seen_at or member.created_at),
        overdue=overdue,
        ignored_days=days(ignored_since) if ignored_since else 0,
    )


def _ignored_since(managers: list[Member], now: datetime) -> dict[int, datetime]:
    """Since when the longest overdue recommendation has had no reaction, by manager id. One query.

    That is since it was written, or since the end of its snooze.
    """
    with connection.cursor() as cursor:
        cursor.execute(_IGNORED_SINCE, [now, now, [each.pk for each in managers]])
        return {pk: since for pk, since in cursor.fetchall() if since is not None}


def open_of(member: Member) -> Neglect | None:
    """The neglect of this manager that heads were told of and that is not over."""
    return Neglect.objects.filter(manager=member, closed_at=None).first()


@transaction.atomic
def refresh(company: Company, now: datetime) -> int:
    """Open, tell again or close the neglect of every manager; returns how many were told of. Safe to repeat.

    Only in working hours: nothing changes for the worse while the company rests, and nobody is told at night.
    """
    if not companies.working_time(company).is_open(now):
        return 0
    managers = companies.managers()
    Neglect.objects.filter(closed_at=None).exclude(manager__in=managers).update(closed_at=now)
    facts = conducts(managers, company, by_manager(now), now)
    limits, standing = limits_of(company), {row.manager_id: row for row in _standing()}
    return sum(_settle(each, facts[each.pk], limits, standing.get(each.pk), now) for each in managers)


def _standing() -> list[Neglect]:
    return list(Neglect.objects.select_for_update().filter(closed_at=None))


def _settle(
    manager: Member, conduct: Conduct, limits: Limits, standing: Neglect | None, now: datetime
) -> bool:
    found = levels(conduct, limits)
    if not found.any:
        if standing is not None:
            standing.closed_at = now
            standing.save(update_fields=["closed_at"])
        return False
    told = Levels()
    if standing is not None:
        told = Levels(standing.silent_level, standing.overdue_level, standing.ignored_level)
        if not found.worse_than(told):
            return False
    row = standing or Neglect(manager=manager, opened_at=now)
    worst = found.worst(told)
    row.silent_level, row.overdue_level, row.ignored_level = worst.silent, worst.overdue, worst.ignored
    row.told_at = now
    row.save()
    _tell(row, manager, conduct)
    return True


def _tell(row: Neglect, manager: Member, conduct: Conduct) -> None:
    worst = f"{row.silent_level}.{row.overdue_level}.{row.ignored_level}"
    tell_heads(
        kind=Kind.NEGLECT,
        key=f"neglect:{row.pk}:{worst}",
        manager=manager.pk,
        never_seen=manager.last_seen_at is None,
        **asdict(conduct),
    )
