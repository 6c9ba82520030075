"""What Отчёты shows: the history of reports, and one week as it was sent or, where nothing was, as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import Http404

from mentor.analytics import weekly
from mentor.analytics.models import WeeklyReport
from mentor.analytics.queries.week import week_figures
from mentor.analytics.rules.deadlines import due_moment, last_due_week
from mentor.analytics.rules.figures import printed
from mentor.analytics.rules.periods import CALENDAR, Span, local_day, week_of
from mentor.analytics.rules.weekly import Change, changes
from mentor.companies.models import Company
from mentor.core import formats
from mentor.core.documents.content import Cell, Document
from mentor.notifications import queries as notices
from mentor.notifications.models import Delivery

from .content import percent, points, report_document
from .parts import FIGURES, figure

SHOWN = 60
WEEK = timedelta(days=7)
STATES = {
    "sent": "отправлено",
    "waiting": "ждёт отправки",
    "sending": "отправляется",
    "failed": "не дошло",
    "given_up": "не дошло",
    "dropped": "не отправлялось",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A report in the history."""

    week: date
    dates: str
    frozen_at: datetime
    conversion: str
    growth: str
    paid: int
    total: str
    corrected: int


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """``next_at``: when the next report comes. ``this_week``: its Monday, to look at what it tells so far."""

    rows: list[Row]
    next_at: datetime
    this_week: date
    last_week: date


def reports_page(company: Company, now: datetime) -> ReportsPage:
    """The newest reports, newest first. One query."""
    today = local_day(now, company.zone)
    last = last_due_week(now, company.zone)
    reports = WeeklyReport.objects.order_by("-week")[:SHOWN]
    return ReportsPage(
        rows=[_row(each, today) for each in reports],
        next_at=due_moment(week_of(last.last + timedelta(days=1)), company.zone),
        this_week=week_of(today).first,
        last_week=last.first,
    )


def _row(report: WeeklyReport, today: date) -> Row:
    data = report.data
    figures, week = data["figures"], week_of(report.week)
    return Row(
        week=report.week,
        dates=formats.date_range(week.first, week.last, today),
        frozen_at=report.frozen_at,
        conversion=percent(figures["conversion"]),
        growth=points(figures["growth_pp"]),
        paid=figures["returned"]["paid"],
        total=figure("money.total", figures["money"]["total"]).text,
        corrected=len(data["corrections"]),
    )


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure that is another one now than when the report was sent."""

    label: str
    was: Cell
    now: Cell


@dataclass(frozen=True, slots=True)
class ReportPage:
    """``report`` is None where nothing was sent for this week: then the content is as of now."""

    week: Span
    report: WeeklyReport | None
    document: Document
    changed: list[Changed]
    sent: list[str]
    previous: str
    following: str
    running: bool


def chosen_week(text: str, today: date) -> Span:
    """The week of that Monday, ``2026-11-09``. Raises ``Http404`` for another day, nonsense or the future."""
    try:
        first = date.fromisoformat(text)
    except ValueError as wrong:
        raise Http404 from wrong
    if first not in CALENDAR or first.weekday() or first > today:
        raise Http404
    return week_of(first)


def report_page(company: Company, text: str, now: datetime) -> ReportPage:
    """About a dozen queries for a sent week, thirty for another, whatever the size of the company."""
    today = local_day(now, company.zone)
    week = chosen_week(text, today)
    report = WeeklyReport.objects.filter(week=week.first).first()
    following = week.first + WEEK
    return ReportPage(
        week=week,
        report=report,
        document=_document(company, week, report, now),
        changed=_changed(company, week, report),
        sent=_sent(report),
        previous=(week.first - WEEK).isoformat(),
        following=following.isoformat() if following <= today else "",
        running=today in week,
    )


def document_of(company: Company, text: str, now: datetime) -> Document:
    """The week's report as sent, or as it stands now."""
    week = chosen_week(text, local_day(now, company.zone))
    return _document(company, week, WeeklyReport.objects.filter(week=week.first).first(), now)


def _document(company: Company, week: Span, report: WeeklyReport | None, now: datetime) -> Document:
    return report_document(report.data if report else weekly.week_data(company, week, now))


def _changed(company: Company, week: Span, report: WeeklyReport | None) -> list[Changed]:
    """The sent figures against the same ones counted now."""
    if report is None:
        return []
    found: tuple[Change, ...] = changes(report.data["figures"], printed(week_figures(company, week).week))
    return [
        Changed(FIGURES[each.figure], figure(each.figure, each.was), figure(each.figure, each.now))
        for each in found
    ]


def _sent(report: WeeklyReport | None) -> list[str]:
    """«Ольга Нечаева, Telegram: отправлено», one line a copy that left the product. One query."""
    if report is None:
        return []
    rows: list[Delivery] = notices.deliveries_of(f"report:{report.week}")
    return [
        f"{row.notification.member.name}, {row.get_channel_display()}: {STATES.get(row.state, row.state)}"
        for row in rows
    ]
