"""When a manager is reminded of a recommendation. Pure: the clock and the calendar are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mentor.core.working_time import WorkingTime


class Moment(StrEnum):
    """At half of the working time until it is due, and when it is."""

    HALF = "half"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Open:
    """A recommendation that nobody has marked or answered by a call."""

    created_at: datetime
    due_at: datetime
    seen_at: datetime | None = None
    snoozed_until: datetime | None = None
    had: frozenset[str] = frozenset()

    @property
    def wanted_at(self) -> datetime:
        """When it is due now that it may have been put off."""
        return max(self.due_at, self.snoozed_until or self.due_at)


@dataclass(frozen=True, slots=True)
class Passed:
    """A moment that has come; ``told`` False: passed over."""

    moment: Moment
    told: bool


def passed(facts: Open, now: datetime, working: WorkingTime) -> list[Passed]:
    """Moments that have come and were not dealt with yet.

    ``working`` is the manager's own time: nothing comes while they are absent or the company rests. Half time is
    there for what was not opened yet, so seeing or putting it off cancels it. A moment is told until the next thing
    would be: half time until it is due, the due time for one more working day. What is older is passed over: after
    a standstill nobody is flooded with what has been late for days.
    """
    if not working.is_open(now):
        return []
    found = []
    if Moment.DUE not in facts.had and facts.wanted_at <= now:
        found.append(Passed(Moment.DUE, told=now <= working.add_days(facts.wanted_at, 1)))
    if Moment.HALF not in facts.had and working.half_way(facts.created_at, facts.due_at) <= now:
        fresh = facts.seen_at is None and facts.snoozed_until is None and now < facts.due_at
        found.append(Passed(Moment.HALF, told=fresh))
    return found
