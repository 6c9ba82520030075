"""Отчёты: the page, the PDF and the workbook tell the same; what changed since is shown beside what was sent."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from mentor.analytics import weekly
from mentor.companies import actions as companies
from mentor.core.tenancy import company_scope
from mentor.pages.reports.queries import report_page, reports_page
from tests.fixtures import SUCCESS_TALK, talk
from tests.pdf_text import text_of

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
# The report, its figures counted now (seven), to whom it went.
QUERIES = 9


@pytest.fixture
def reported(company, worked):
    """A week with a lost client and one who agreed; reported on Monday, 9 March, 09:00."""
    with company_scope(company.pk):
        companies.change_company(company=company, by=None, started_on=MONDAY)
        companies.set_average_cheque(amount=Decimal(50_000), valid_from=MONDAY, by=None)
        companies.set_baseline(conversion=Decimal("0.1"), source="CRM", valid_from=MONDAY, by=None)
        noon = datetime(2026, 3, 3, 12, tzinfo=company.zone)
        worked(started_at=noon)
        worked(
            started_at=noon, client_phone="+79000000777", client_name="Глеб", transcript=talk(SUCCESS_TALK)
        )
        weekly.report_due(company, noon + timedelta(days=5, hours=21))
    return company


def plain(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


def test_page_pdf_and_workbook_tell_the_same_figures(head_client, reported):
    page = plain(head_client.get(reverse("report", args=["2026-03-02"])).content.decode())
    paper = text_of(head_client.get(reverse("report_pdf", args=["2026-03-02"])).content)
    for figure in ("0,0 %", "−10 000 ₽", "0 сделок из 2 лидов", "Тренировок на неделе: 0."):
        assert figure in page, figure
        assert figure in paper, figure
    book = openpyxl.load_workbook(
        io.BytesIO(head_client.get(reverse("report_xlsx", args=["2026-03-02"])).content)
    )
    main = {row[0]: row[1] for row in book["Главные показатели"].iter_rows(values_only=True)}
    assert (main["Лиды"], main["Сделки"], main["Деньги: всего"]) == (2, 0, -10_000)
    cover = [str(cell) for row in book["Главное"].iter_rows(values_only=True) for cell in row]
    assert "−10 000 ₽" in [plain(cell) for cell in cover]


def test_each_thing_to_do_leads_to_a_call_that_shows_it(head_client, reported):
    page = head_client.get(reverse("report", args=["2026-03-02"])).content.decode()
    things = page[page.index('id="things"') :][:6000]
    assert "Позвонить тем, кого потеряли" in things
    assert "/calls/" in things


def test_what_changed_since_is_shown_beside_the_report_as_it_was_sent(head_client, reported, worked):
    before = head_client.get(reverse("report_pdf", args=["2026-03-02"])).content
    with company_scope(reported.pk):
        worked(
            started_at=datetime(2026, 3, 4, 12, tzinfo=reported.zone),
            client_phone="+79000000888",
            client_name="Поздний",
        )
        page = report_page(reported, "2026-03-02", datetime(2026, 3, 10, tzinfo=reported.zone))
    changed = {each.label: (each.was.text, each.now.text) for each in page.changed}
    assert changed["Лиды"] == ("2", "3")
    assert head_client.get(reverse("report_pdf", args=["2026-03-02"])).content == before
    assert "С тех пор изменилось" in head_client.get(reverse("report", args=["2026-03-02"])).content.decode()


def test_a_week_that_was_not_sent_is_shown_as_it_stands_and_says_so(head_client, reported):
    page = head_client.get(reverse("report", args=["2026-02-23"])).content.decode()
    assert "не отправляли" in page


@pytest.mark.parametrize("week", ["2026-03-03", "nonsense", "2999-01-05", "1900-01-01"])
def test_what_is_no_week_is_not_found(head_client, company, week):
    assert head_client.get(reverse("report", args=[week])).status_code == 404


def test_the_pages_cost_a_fixed_number_of_queries(reported, worked, django_assert_num_queries):
    now = datetime(2026, 3, 10, tzinfo=reported.zone)
    with company_scope(reported.pk):
        for _ in range(2):
            with django_assert_num_queries(QUERIES):
                report_page(reported, "2026-03-02", now)
            with django_assert_num_queries(1):
                reports_page(reported, now)
            worked(
                started_at=datetime(2026, 3, 4, 12, tzinfo=reported.zone),
                client_phone="+79000000888",
                client_name="Ещё",
            )
