"""Counts of open recommendations by the day from which they are late, kept in the tallies.

Counting the open ones themselves costs more with every client who never comes back. Whatever such a count depends
on is written through this module, under the row's lock, so that the counts are exact. What is late now is then the
sum of the days before today and the few rows of today itself, which only the moment can tell apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet
from django.db.models.functions import Greatest

from mentor.tallies import actions as tallies
from mentor.tallies import queries as counts
from mentor.tallies.models import Grain

from .models import Recommendation

WAITING = "advice.waiting"
# The day of those that grow late on no day: marked by the manager, or without a due time.
NEVER = date.max
GRAINS = (Grain.DAY, Grain.MONTH)

# (day, manager id or None)
Place = tuple[date, int | None]
Rows = list[counts.Row]


def count_new(recommendation: Recommendation) -> None:
    """A recommendation was just written."""
    _move(None, _place(recommendation))


@transaction.atomic
def change(rows: QuerySet[Recommendation], **values: Any) -> None:
    """Set fields of ``rows`` and move their counts; rows that stop matching before their lock is had are left."""
    for row in rows.select_for_update(of=("self",)):
        before = _place(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        _move(before, _place(row))


def count_all() -> None:
    """Count every open recommendation of the company anew, after its counts were cleared."""
    found = Counter(map(_place, Recommendation.objects.filter(closed_at=None).iterator()))
    for place, value in found.items():
        if place is not None:
            _add(place, value)


def open_by_manager(member_id: int | None = None) -> Counter[int]:
    """Open recommendations by manager id (0: nobody's), of one manager if one is given. One query."""
    (months,) = counts.together(_months(member_id))
    return _total(months)


def asks(now: datetime) -> tuple[counts.Ask, counts.Ask]:
    """What is to be read for ``open_and_late``."""
    today = now.astimezone(UTC).date()
    this = tallies.first_day(Grain.MONTH, today)
    return _months(), counts.Ask((WAITING,), Grain.DAY, this, today, by="member")


def open_and_late(now: datetime, found: Sequence[Rows] | None = None) -> tuple[Counter[int], Counter[int]]:
    """Open recommendations by manager id (0: nobody's), and those that were to be done by ``now``.

    ``found``: the rows of ``asks(now)``, where they are read already. One query, one more where they are not.
    """
    months, days = counts.together(*asks(now)) if found is None else found
    this = tallies.first_day(Grain.MONTH, now.astimezone(UTC).date())
    late = _total(row for row in months if row.start < this)
    late.update(_total(days))
    late.subtract(_late_after(now))
    return _total(months), late


def _late_after(now: datetime) -> dict[int, int]:
    """What ``now``'s day counts although its time has not come, by manager id. A few rows around now."""
    waiting = Recommendation.objects.filter(closed_at=None, marked_at=None, due_at__isnull=False)
    today = now.astimezone(UTC).replace(hour=23, minute=59, second=59, microsecond=999_999)
    soon = waiting.annotate(late_from=Greatest("due_at", "snoozed_until")).filter(
        late_from__gt=now, late_from__lte=today
    )
    rows = soon.values_list("manager_id").annotate(count=Count("id")).order_by()
    return {manager_id or 0: count for manager_id, count in rows}


def _months(member_id: int | None = None) -> counts.Ask:
    return counts.Ask((WAITING,), Grain.MONTH, date.min, NEVER, by="both", member_id=member_id)


def _total(rows: Iterable[counts.Row]) -> Counter[int]:
    found: Counter[int] = Counter()
    for row in rows:
        found[row.member_id] += row.value
    return found


def _place(recommendation: Recommendation) -> Place | None:
    """Where an open recommendation is counted. Days are of UTC: a company's change of its zone moves nothing."""
    if recommendation.closed_at is not None:
        return None
    due_at, snoozed_until = recommendation.due_at, recommendation.snoozed_until
    if due_at is None or recommendation.marked_at is not None:
        return NEVER, recommendation.manager_id
    return max(due_at, snoozed_until or due_at).astimezone(UTC).date(), recommendation.manager_id


def _move(before: Place | None, after: Place | None) -> None:
    if before == after:
        return
    for place, value in ((before, -1), (after, 1)):
        if place is not None:
            _add(place, value)


def _add(place: Place, value: int) -> None:
    day, manager_id = place
    tallies.add(day=day, counts={(WAITING, manager_id): value}, grains=GRAINS)
