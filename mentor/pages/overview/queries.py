"""Everything that Обзор shows, read with a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from mentor.analytics.queries.company import agreed_reads, agreement_of
from mentor.analytics.queries.main_report import MainReport, Point, asks, main_report
from mentor.analytics.queries.team import asks as team_asks
from mentor.analytics.queries.team import team
from mentor.analytics.rules.deadlines import weeks_within
from mentor.analytics.rules.periods import Span, week_of
from mentor.analytics.weekly import reports_sent
from mentor.calls import standing as calls
from mentor.companies import queries as companies
from mentor.companies.models import Company
from mentor.core import formats
from mentor.core.reads import apart, at_once
from mentor.notifications import queries as notices
from mentor.pages.context import Frame
from mentor.pages.managers.rows import Neglect, Row, neglect, row, rows
from mentor.pages.tiles import Tile
from mentor.recovery import neglect as neglects
from mentor.recovery import waiting
from mentor.recovery.workload import by_manager, untouched_losses, whole_of
from mentor.tallies import queries as tallies

from . import words
from .figures import Goal, exact, goals, reports_goal, roubles, tiles
from .words import Item, Line

FRESH_LOSSES = 6
MOST_NEGLECTED = 6  # named on the page; the others are counted, and the managers' page names them all
STEP_LABELS = {
    "lost": "потеряно",
    "recommended": "рекомендация",
    "contacted": "контакт",
    "agreed": "согласие",
    "paid": "оплата",
}


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page needs, each part as its template takes it."""

    report: MainReport
    tiles: list[Tile]
    steps: list[dict[str, Any]]
    goals: list[Goal]
    charts: dict[str, dict[str, Any]]
    dynamics: dict[str, list[dict[str, Any]]]
    arithmetic: list[Line]
    baseline_note: str
    pilot_note: str
    money_dates: str
    team: list[Row]
    whole: Row
    neglected: list[Item]
    more_neglected: int
    losses: list[Item]
    attention: Item | None
    freshness: dict[str, str]
    is_new: bool


def overview(company: Company, now: datetime, frame: Frame) -> Overview:
    """The same number of queries, whatever the number of calls. ``frame`` is read with the page."""
    today = now.astimezone(company.zone).date()
    own = (notices.neglect_ignored_days(), reports_sent())
    small = (agreed_reads(), calls.standing(), own, frame.reads)
    of_agreement, of_calls, (ignored_days, sent), of_frame = apart(small, at_once(*chain(*small)))
    frame.take(of_frame)
    month = Span(today.replace(day=1), today)
    asked = (asks(company, today), team_asks(month, today), waiting.asks(now))
    of_report, of_team, of_waiting = apart(asked, tallies.together(*chain(*asked)))
    report = main_report(company, today, agreement_of(company, of_agreement), of_report)
    figures = team(month, today=today, pass_mark=company.pass_mark, found=of_team)
    people, workloads = companies.managers(), by_manager(now, of_waiting)
    conducts, limits = (
        neglects.conducts(people, company, workloads, now),
        neglects.limits_of(company, ignored_days),
    )
    noticed = _worst_first([neglect(each, conducts[each.pk], limits) for each in people])
    flow = calls.standing_of(*of_calls)
    return Overview(
        report=report,
        tiles=tiles(report),
        steps=_steps(report),
        goals=_goals(report, sent),
        charts=_charts(report),
        dynamics={"weeks": _table(report.weeks, report), "months": _table(report.months, report)},
        arithmetic=words.arithmetic(report),
        baseline_note=words.baseline_note(report),
        pilot_note=words.pilot_note(report.pilot, company),
        money_dates=formats.date_range(report.money_span.first, report.money_span.last, today),
        team=rows(people, figures, None, workloads),
        whole=row(None, figures.whole, None, whole_of(workloads)),
        neglected=[words.neglect_item(each) for each in noticed[:MOST_NEGLECTED]],
        more_neglected=max(0, len(noticed) - MOST_NEGLECTED),
        losses=[words.loss_item(each) for each in untouched_losses(FRESH_LOSSES)],
        attention=words.attention_item(frame.attention),
        freshness=words.freshness(flow, now),
        is_new=flow.last_assessed_at is None,
    )


def _worst_first(facts: list[Neglect]) -> list[Neglect]:
    """Those with anything to tell, by how far they are over their limits; equal ones keep their order."""
    return sorted((each for each in facts if each.noticed), key=lambda each: -each.levels.sum)


def _goals(report: MainReport, sent: list[date]) -> list[Goal]:
    pilot = report.pilot
    if pilot is None:
        return []
    last = pilot.span.first + timedelta(days=pilot.days - 1)
    expected = weeks_within(pilot.span.first, last)
    ended = sum(pilot.span.first <= week_of(monday).last <= last for monday in sent)
    return [*goals(pilot), reports_goal(ended, expected)]


def _steps(report: MainReport) -> list[dict[str, Any]]:
    counts = report.month.steps
    return [
        {
            "label": label,
            "value": formats.integer(getattr(counts, step)),
            "note": _part(getattr(counts, step), counts.lost) if step != "lost" else "",
            "done": step == "paid",
        }
        for step, label in STEP_LABELS.items()
    ]


def _part(count: int, lost: int) -> str:
    """Beside the losses of the same period; steps of older losses may make it more than all of them."""
    return formats.percent(count / lost, 0) if lost and count <= lost else ""


def _charts(report: MainReport) -> dict[str, dict[str, Any]]:
    baseline = exact(report.baseline.conversion) if report.baseline else None
    mark = {} if baseline is None else {"mark": {"value": float(baseline), "title": "без нас"}}
    return {
        "weeks": {"labels": _labels(report.weeks, report), "series": [_conversion(report.weeks)], **mark},
        "months": {"labels": _labels(report.months, report), "series": [_conversion(report.months)], **mark},
        "money": {
            "labels": _labels(report.weeks, report),
            "stacked": True,
            "series": [
                {"name": "Рост конверсии", "type": "bar", "format": "money", "values": _growth(report)},
                {
                    "name": "Возвраты",
                    "type": "bar",
                    "format": "money",
                    "tone": "good",
                    "values": _back(report),
                },
            ],
        },
    }


def _labels(points: tuple[Point, ...], report: MainReport) -> list[str]:
    if points is report.months:
        return [formats.MONTHS[point.span.first.month - 1] for point in points]
    return [formats.date_range(point.span.first, point.span.first, report.today) for point in points]


def _conversion(points: tuple[Point, ...]) -> dict[str, Any]:
    shares = [exact(point.counts.conversion) for point in points]
    values = [None if share is None else round(float(share), 6) for share in shares]
    return {"name": "Конверсия", "type": "line", "format": "percent", "values": values}


def _growth(report: MainReport) -> list[float | None]:
    sums = [
        roubles(point.money.growth) if point.money and _has_money(point) else None for point in report.weeks
    ]
    return [None if each is None else float(each) for each in sums]


def _back(report: MainReport) -> list[float | None]:
    sums = [
        roubles(point.money.returned) if point.money and _has_money(point) else None for point in report.weeks
    ]
    return [None if each is None else float(each) for each in sums]


def _has_money(point: Point) -> bool:
    """A week in which nothing happened yet is a gap in the picture, not a bar of no height."""
    return point.money is not None and not (point.is_blank and not point.money.returned)


def _table(points: tuple[Point, ...], report: MainReport) -> list[dict[str, Any]]:
    return [
        {
            "title": formats.date_range(point.span.first, point.span.last, report.today)
            if points is report.weeks
            else formats.month_name(point.span.first),
            "running": point.running,
            "counts": point.counts,
            "conversion": exact(point.counts.conversion),
            "change": exact(point.growth.difference) if point.growth else None,
            "sure": point.growth is not None and bool(point.growth.significant),
            "growth": roubles(point.money.growth) if point.money else None,
            "returned": roubles(point.money.returned) if point.money else None,
            "total": roubles(point.money.total) if point.money else None,
            "before_us": point.money is None,
        }
        for point in reversed(points)
    ]
