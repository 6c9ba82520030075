"""Weekly reports: made when they are due, frozen as the data then stood, told once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.db import transaction

from mentor.companies import queries as companies
from mentor.companies.models import Company, Member
from mentor.core.reads import Read
from mentor.notifications.actions import tell_heads
from mentor.notifications.kinds import Kind

from .models import WeeklyReport, canonical, digest_of
from .queries import week_rows
from .queries.team import MemberFigures, team
from .queries.week import Point, WeekFigures, week_figures
from .queries.week_things import things
from .rules import printing
from .rules.deadlines import last_due_week
from .rules.figures import printed
from .rules.periods import Span, week_of
from .rules.weekly import as_told, changes, things_to_do

Data = dict[str, Any]
FORM = 1  # of the frozen data: raised whenever their meaning changes
CORRECTED_WEEKS = 8  # how far back a report looks for what has changed since


def report_due(company: Company, now: datetime) -> WeeklyReport | None:
    """Freeze and tell the newest week that is due; safe to run at any time, any number of times.

    A week that was missed altogether is not made up: nothing knows how its data stood then.
    """
    week = last_due_week(now, company.zone)
    if week.last < _begins(company):
        return None
    if WeeklyReport.objects.filter(week=week.first).exists():
        return None
    return _freeze(company, week, now)


def was_reported() -> bool:
    """Whether the company ever had a report."""
    return WeeklyReport.objects.exists()


@cache
def reports_sent() -> Read[list[date]]:
    """Mondays of the weeks whose report was sent."""
    return Read.of(
        WeeklyReport.objects.values_list("week"), lambda rows: [date.fromisoformat(week) for (week,) in rows]
    )


def _begins(company: Company) -> date:
    return company.started_on or company.created_at.astimezone(company.zone).date()


@transaction.atomic
def _freeze(company: Company, week: Span, now: datetime) -> WeeklyReport | None:
    """The row lock lets one worker at a time report on a company."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    if WeeklyReport.objects.filter(week=week.first).exists():
        return None
    data = week_data(company, week, now) | {"corrections": corrections(company, week)}
    content = canonical(data)
    made = WeeklyReport.objects.create(
        week=week.first, content=content, digest=digest_of(content), frozen_at=now
    )
    _tell(made, data)
    return made


def week_data(company: Company, week: Span, now: datetime) -> Data:
    """Everything a report tells of the week, as the data stand at ``now``; plain data, every figure as text."""
    found = week_figures(company, week)
    members = companies.managers(active_only=False)
    return {
        "form": FORM,
        "company": company.name,
        "time_zone": company.time_zone,
        "as_of": now.astimezone(company.zone).isoformat(timespec="seconds"),
        "week": {"from": week.first.isoformat(), "to": week.last.isoformat()},
        **_figures(found),
        "dynamics": [_point(each) for each in found.dynamics],
        "team": _team(company, week, members),
        "losses": week_rows.losses(company, week),
        "returns": week_rows.returns(company, week),
        "recommendations": week_rows.recommendations(company, week, now),
        "trainings": week_rows.trainings(company, week),
        "neglect": week_rows.neglect(company, week, now),
        "things": [asdict(each) for each in things_to_do(things(company, week, now, members))],
    }


def _figures(found: WeekFigures) -> Data:
    month = found.month.period.span
    return {
        "figures": printed(found.week) | {"certainty": found.week.growth.certainty.value},
        "month": printed(found.month)
        | {
            "certainty": found.month.growth.certainty.value,
            "from": month.first.isoformat(),
            "to": min(found.week.period.span.last, month.last).isoformat(),
        },
        "last_month": {
            "month": found.last_month_span.first.isoformat(),
            "leads": found.last_month.leads,
            "deals": found.last_month.deals,
            "conversion": printing.share(found.last_month.conversion),
        },
    }


def _point(point: Point) -> Data:
    money = point.money
    return {
        "from": point.span.first.isoformat(),
        "to": point.span.last.isoformat(),
        "leads": point.counts.leads,
        "deals": point.counts.deals,
        "conversion": printing.share(point.counts.conversion),
        "growth": printing.money(money.growth) if money else None,
        "returned": printing.money(money.returned) if money else None,
        "total": printing.money(money.total) if money else None,
    }


def _team(company: Company, week: Span, members: list[Member]) -> Data:
    figures = team(week, today=week.last, pass_mark=company.pass_mark)
    shown = [each for each in members if each.is_active or each.pk in figures.by_member]
    return {
        "pass_mark": company.pass_mark,
        "enough": company.min_graded_calls,
        "managers": [{"id": each.pk, "name": each.name, **_member(figures.of(each.pk))} for each in shown],
        "whole": _member(figures.whole),
    }


def _member(figures: MemberFigures) -> Data:
    return {
        "calls": figures.calls,
        "leads": figures.counts.leads,
        "deals": figures.counts.deals,
        "conversion": printing.share(figures.counts.conversion),
        "quality": None if figures.quality is None else round(figures.quality, 3),
        "recommended": figures.recommended,
        "contacted": figures.contacted,
        "stages": {
            str(number): {"graded": each.graded, "passed": each.passed, "total": each.total}
            for number, each in figures.stages.items()
        },
    }


def corrections(company: Company, week: Span) -> list[Data]:
    """What has changed since people were told, for weeks reported before; oldest first, none where nothing has."""
    first = week.first - timedelta(weeks=CORRECTED_WEEKS)
    reports = list(WeeklyReport.objects.filter(week__gte=first, week__lt=week.first).order_by("week"))
    found = []
    for report in reports:
        told = told_of(report, reports)
        now = printed(week_figures(company, week_of(report.week)).week)
        lines = changes(told, now)
        if lines:
            found.append({"week": report.week.isoformat(), "lines": [asdict(each) for each in lines]})
    return found


def told_of(report: WeeklyReport, reports: Sequence[WeeklyReport]) -> Data:
    """The week's figures as people were last told: by its own report, then by those after it."""
    later = [
        each["lines"]
        for other in reports
        if other.week > report.week
        for each in other.data["corrections"]
        if each["week"] == report.week.isoformat()
    ]
    return as_told(report.data["figures"], later)


def _tell(made: WeeklyReport, data: Data) -> None:
    figures = data["figures"]
    tell_heads(
        kind=Kind.REPORT,
        key=f"report:{made.week}",
        report=made.pk,
        week=made.week.isoformat(),
        conversion=figures["conversion"],
        growth_pp=figures["growth_pp"],
        paid=figures["returned"]["paid"],
        total=figures["money"]["total"],
        things=len(data["things"]),
    )
