"""When a report or a statement is due, by the company's wall clock. Pure.

A weekly report is due on the Monday after its week, a statement on the first day after its month, both at 09:00: by
then the last evening's calls are judged, and people are told in working hours.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .periods import ONE_DAY, Span, full_month_before, local_day, month_of, week_of

DUE_AT = time(9)


def due_moment(span: Span, zone: ZoneInfo) -> datetime:
    """09:00 local of the day after the span."""
    return datetime.combine(span.last + ONE_DAY, DUE_AT, zone)


def last_due_week(now: datetime, zone: ZoneInfo) -> Span:
    """The newest week whose report is due."""
    week = week_of(local_day(now, zone) - timedelta(days=7))
    return week if now >= due_moment(week, zone) else week_of(week.first - ONE_DAY)


def weeks_within(since: date, until: date) -> int:
    """How many weeks end between these days, both included: so many weekly reports belong to them."""
    return max(0, (week_of(until + ONE_DAY).first - week_of(since).first).days // 7)


def due_months(start: date, now: datetime, zone: ZoneInfo) -> tuple[date, ...]:
    """First days of the months from that of ``start`` on whose statements are due, oldest first."""
    newest = full_month_before(local_day(now, zone))
    if now < due_moment(newest, zone):
        newest = full_month_before(newest.first)
    return months_between(start, newest.first)


def months_between(first: date, last: date) -> tuple[date, ...]:
    """First days of the months from that of ``first`` to that of ``last``, oldest first; may be none."""
    found, month = [], month_of(first)
    while month.first <= last:
        found.append(month.first)
        month = month_of(month.last + ONE_DAY)
    return tuple(found)
