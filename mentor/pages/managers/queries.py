"""What the team's pages show, read with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mentor.analytics.queries.team import team
from mentor.analytics.rules.periods import Span
from mentor.companies import queries as companies
from mentor.companies.models import Company, Member
from mentor.core import periods
from mentor.recovery.workload import by_manager, whole_of

from .rows import Row, row, rows


@dataclass(frozen=True, slots=True)
class TeamPage:
    """The table of a period."""

    period: periods.Period
    rows: list[Row]
    whole: Row


def team_page(params: Mapping[str, str], company: Company, now: datetime) -> TeamPage:
    """Eight queries, whatever the number of calls, for days, weeks and months.

    Spans of any other length count their unique leads from the lead rows of their days.
    """
    today = now.astimezone(company.zone).date()
    period = periods.choose(params, today)
    current = team(Span(period.first, period.last), today=today, pass_mark=company.pass_mark)
    before = team(Span(period.previous_first, period.previous_last), today=today, pass_mark=company.pass_mark)
    workloads = by_manager(now)
    people = _shown(companies.managers(active_only=False), set(current.by_member))
    return TeamPage(
        period=period,
        rows=rows(people, current, before, workloads),
        whole=row(None, current.whole, before.whole, whole_of(workloads)),
    )


def _shown(members: list[Member], counted: set[int]) -> list[Member]:
    """Those who work here, and those who left but have calls in the period: sums must add up."""
    return [each for each in members if each.is_active or each.pk in counted]


def chosen_ids(raw: list[str]) -> list[int]:
    """Members asked for by ``?m=1&m=2``; what is no number is left out."""
    return [int(each) for each in dict.fromkeys(raw) if each.isascii() and each.isdigit() and len(each) < 19]
