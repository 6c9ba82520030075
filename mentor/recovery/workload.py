"""What is left to do about lost clients, by manager: for the head's pages and for the manager's own day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from mentor.core.working_time import WorkingTime

from . import queries, waiting
from .models import LossCase, Recommendation
from .queries import Shown
from .rules import State

if TYPE_CHECKING:
    from mentor.companies.models import Member

# Long enough to see one's whole day, short enough to stay a page.
MOST_SHOWN = 60
DONE_FOR = timedelta(days=7)
LONGEST_SILENCE = 60


@dataclass(frozen=True, slots=True)
class Workload:
    """Recommendations of one manager that wait for a call, and how many of them are late."""

    open: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    """A manager's recommendations by urgency. ``done``: finished in the last ``DONE_FOR``, newest first."""

    overdue: tuple[Shown, ...]
    today: tuple[Shown, ...]
    later: tuple[Shown, ...]
    snoozed: tuple[Shown, ...]
    marked: tuple[Shown, ...]
    called: tuple[Shown, ...]
    done: tuple[Shown, ...]
    more: int

    @property
    def waiting(self) -> int:
        """How many clients are to be called, today's first."""
        return len(self.overdue) + len(self.today) + len(self.later) + self.more


def by_manager(now: datetime, found: Sequence[waiting.Rows] | None = None) -> dict[int, Workload]:
    """Open recommendations counted by manager id (0: nobody's). Two queries at most, however many are open.

    ``found``: the rows of ``waiting.asks(now)``, where they are read already.
    """
    open_, late = waiting.open_and_late(now, found)
    return {manager_id: Workload(open_[manager_id], late[manager_id]) for manager_id in open_}


def whole_of(workloads: dict[int, Workload]) -> Workload:
    """The same of everybody together."""
    return Workload(
        open=sum(each.open for each in workloads.values()),
        overdue=sum(each.overdue for each in workloads.values()),
    )


def untouched_losses(limit: int) -> list[LossCase]:
    """The newest lost clients whom nobody has called since, with client and manager. One query."""
    rows = LossCase.objects.filter(closed_at=None, contacted_at=None, is_archive=False)
    return list(rows.select_related("client", "manager").order_by("-lost_at", "-id")[:limit])


def day_of(member: Member, now: datetime, working: WorkingTime) -> Day:
    """The manager's recommendations, each in the first group that fits; the number of queries is fixed."""
    shown = queries.show(queries.open_recommendations(member)[:MOST_SHOWN], now)
    total = waiting.open_by_manager(member.pk)[member.pk] if len(shown) == MOST_SHOWN else len(shown)
    tonight = now.astimezone(working.zone).date()
    groups: dict[str, list[Shown]] = {
        "overdue": [],
        "today": [],
        "later": [],
        "snoozed": [],
        "marked": [],
        "called": [],
    }
    for each in shown:
        groups[_group(each, tonight, working)].append(each)
    finished = Recommendation.objects.filter(
        manager=member, closed_at__gte=now - DONE_FOR, case__is_archive=False
    )
    told = finished.exclude(close_reason="superseded").order_by("-closed_at")
    return Day(
        **{name: tuple(rows) for name, rows in groups.items()},
        done=tuple(queries.show(told[:MOST_SHOWN], now)),
        more=total - len(shown),
    )


def _group(shown: Shown, today: date, working: WorkingTime) -> str:
    due_at = shown.recommendation.due_at
    if shown.state is State.OVERDUE:
        return "overdue"
    if shown.state is State.SNOOZED:
        return "snoozed"
    if shown.state in (State.MARKED, State.MESSENGER):
        return "marked"
    if shown.state not in (State.NEW, State.SEEN):
        return "called"
    return "today" if due_at is None or due_at.astimezone(working.zone).date() <= today else "later"
