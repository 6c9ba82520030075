"""Weekly reports: sent once, frozen as the data stood, later corrections told as such."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from mentor.analytics import tasks, weekly
from mentor.analytics.models import WeeklyReport
from mentor.analytics.queries.week import week_figures
from mentor.analytics.rules.figures import printed
from mentor.analytics.rules.periods import week_of
from mentor.clients import payments as money
from mentor.companies import actions as companies
from mentor.core.tenancy import company_scope
from mentor.notifications.models import Delivery, Notification
from mentor.pipeline import queue
from mentor.recovery import actions as recovery
from mentor.recovery.notice_words import sent
from tests.fixtures import SUCCESS_TALK, talk

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


@pytest.fixture
def started(company):
    with company_scope(company.pk):
        companies.change_company(company=company, by=None, started_on=MONDAY)
        companies.set_average_cheque(amount=Decimal(50_000), valid_from=MONDAY, by=None)
        companies.set_baseline(conversion=Decimal("0.1"), source="CRM", valid_from=MONDAY, by=None)
        yield company


def at(company, day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=company.zone)


def due(company, weeks: int = 1) -> datetime:
    """Monday, 09:00, so many weeks after the first."""
    return at(company, MONDAY + timedelta(weeks=weeks), 9)


@pytest.fixture
def week(started, worked):
    """A lost client, whom nobody called since, and one who bought."""
    worked(started_at=at(started, MONDAY, 12))
    happy = worked(
        started_at=at(started, MONDAY + timedelta(days=1), 12),
        client_phone="+79000000777",
        client_name="Глеб",
        transcript=talk(SUCCESS_TALK),
    )
    deal = money.record_deal(client=happy.client, manager=happy.manager)
    money.record_payment(
        deal=deal, amount=Decimal(70_000), paid_at=at(started, MONDAY + timedelta(days=2), 12), source="crm"
    )
    recovery.apply_payment(deal=deal, company=started)
    return started


def report(company, now: datetime) -> WeeklyReport:
    made = weekly.report_due(company, now)
    assert made is not None
    return made


def test_a_report_holds_the_weeks_figures_losses_team_and_what_to_do(week):
    data = report(week, due(week)).data
    figures = data["figures"]
    assert (figures["leads"], figures["deals"], figures["conversion"]) == (2, 1, "0.500000")
    # one ordinary deal: 50 000 − 2 × 10 % × 50 000
    assert figures["money"]["total"] == "40000.00"
    assert (data["month"]["leads"], data["month"]["to"]) == (2, "2026-03-08")
    assert (data["losses"]["count"], data["losses"]["untouched"]) == (1, 1)
    assert data["trainings"]["count"] == 0
    assert {each["name"]: each["calls"] for each in data["team"]["managers"]} == {
        "Пётр Лунин": 2,
        "Мария Ясная": 0,
    }
    things = {each["kind"]: each for each in data["things"]}
    assert things["untouched"]["evidence"][0]["client"] == "Ирина"
    assert things["objection"]["evidence"][0]["quote"]


def test_a_frozen_report_does_not_change_when_data_change_later(week, worked):
    before = report(week, due(week)).content
    worked(started_at=at(week, MONDAY, 15), client_phone="+79000000888", client_name="Поздний")
    companies.set_average_cheque(amount=Decimal(1), valid_from=MONDAY, by=None)
    assert weekly.report_due(week, due(week) + timedelta(minutes=5)) is None
    kept = WeeklyReport.objects.get()
    assert kept.content == before
    assert kept.is_intact
    assert printed(week_figures(week, week_of(MONDAY)).week)["leads"] == 3


def test_a_week_counted_from_equal_data_is_the_same_to_the_byte(week):
    from mentor.analytics.models import canonical

    first, second = (weekly.week_data(week, week_of(MONDAY), due(week)) for _ in range(2))
    assert canonical(first) == canonical(second)


def test_what_changed_later_is_told_by_the_next_report_and_only_once(week, worked):
    report(week, due(week))
    worked(started_at=at(week, MONDAY, 15), client_phone="+79000000888", client_name="Поздний")
    (correction,) = report(week, due(week, 2)).data["corrections"]
    assert correction["week"] == "2026-03-02"
    lines = {line["figure"]: (line["was"], line["now"]) for line in correction["lines"]}
    assert lines["leads"] == (2, 3)
    assert lines["money.growth"] == ("40000.00", "35000.00")
    assert report(week, due(week, 3)).data["corrections"] == []


def test_two_runs_of_the_job_send_once(week, world):
    week.refresh_from_db()
    assert weekly.report_due(week, due(week)) is not None
    assert weekly.report_due(week, due(week)) is None
    told = Notification.objects.get(kind="report")
    assert told.member == world.head
    assert [row.channel for row in Delivery.objects.filter(notification=told)] == ["mail"]


def test_the_message_names_the_figures_and_leads_to_the_report(week):
    report(week, due(week))
    message = sent(Notification.objects.get(kind="report"), personal=False)
    assert message is not None
    words = message.text.replace("\u202f", " ").replace("\xa0", " ")
    assert "конверсия 50,0 %" in words
    assert "принесено 40 000 ₽" in words
    assert message.path == "/reports/2026-03-02/"
    assert "Ирина" not in message.title + message.text


def test_nothing_is_reported_of_weeks_before_the_company_came(started):
    assert weekly.report_due(started, at(started, MONDAY, 9)) is None
    assert weekly.report_due(started, due(started) - timedelta(seconds=1)) is None
    assert weekly.report_due(started, due(started)) is not None


def test_a_call_at_midnight_belongs_to_the_week_of_the_companys_own_clock(started, worked):
    companies.change_company(company=started, by=None, time_zone="Asia/Kamchatka")
    sunday = at(started, MONDAY + timedelta(days=6), 23)
    worked(started_at=sunday + timedelta(minutes=59))
    worked(started_at=sunday + timedelta(minutes=61), client_phone="+79000000888", client_name="Глеб")
    assert report(started, due(started)).data["figures"]["leads"] == 1


def test_the_clock_defers_one_job_for_each_company(company, other_company):
    from procrastinate.contrib.django.models import ProcrastinateJob

    tasks.report_all.func(timestamp=0)
    tasks.report_all.func(timestamp=0)
    jobs = ProcrastinateJob.objects.filter(task_name=queue.REPORT_TASK)
    assert sorted(job.args["company_id"] for job in jobs) == sorted([company.pk, other_company.pk])
