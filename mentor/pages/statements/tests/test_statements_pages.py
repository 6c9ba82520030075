"""Акты: every line opened, to print and sign; a dispute and its answer stand on the page."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from mentor.analytics import statements
from mentor.analytics.models import MonthStatement
from mentor.clients import payments as money
from mentor.companies import actions as companies
from mentor.core.tenancy import company_scope
from mentor.pipeline.ledger import receipts as papers
from tests.fixtures import SUCCESS_TALK, talk
from tests.pdf_text import text_of

pytestmark = pytest.mark.django_db
MARCH = datetime(2026, 3, 1, tzinfo=UTC).date()


@pytest.fixture
def statement(company, worked, integrator) -> MonthStatement:
    """One lead, one deal of 70 000: growth 50 000 − 10 % × 50 000 = 45 000, 30 % of it to be paid."""
    with company_scope(company.pk):
        companies.change_company(company=company, by=None, started_on=MARCH)
        companies.set_average_cheque(amount=Decimal(50_000), valid_from=MARCH, by=None)
        companies.set_baseline(conversion=Decimal("0.1"), source="CRM за февраль", valid_from=MARCH, by=None)
        companies.set_fee_terms(
            rate=Decimal("0.3"), base="growth", source="договор № 7", valid_from=MARCH, by=None
        )
        noon = datetime(2026, 3, 3, 12, tzinfo=company.zone)
        call = worked(started_at=noon, client_name="Глеб", transcript=talk(SUCCESS_TALK))
        deal = money.record_deal(client=call.client, manager=call.manager, title="Окна")
        money.record_payment(
            deal=deal,
            amount=Decimal(70_000),
            paid_at=noon.replace(day=9),
            source="crm",
            external_id="P-7",
        )
        paper = papers.Paper(Decimal(1_000), noon.replace(day=10), number="15", deal=deal)
        file = ContentFile(b"%PDF-1.7 receipt", "чек.pdf")
        receipt = papers.attach(
            client=call.client, file=file, size=file.size, original_name="чек.pdf", paper=paper, by=integrator
        )
        papers.confirm(receipt=receipt, by=integrator)
        (closed,) = statements.close_due(company, datetime(2026, 4, 1, 9, tzinfo=company.zone))
    return closed


def plain(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


def test_page_and_paper_hold_the_arithmetic_and_the_places_to_sign(head_client, statement):
    page = plain(head_client.get(reverse("statement", args=[statement.pk])).content.decode())
    paper = text_of(head_client.get(reverse("statement_pdf", args=[statement.pk])).content)
    for part in (
        "13 500 ₽",
        "1 лид × 10,00 % × 50 000 ₽",
        "1 сделка без вернувшихся × 50 000 ₽",
        "договор № 7",
        "CRM P-7",
        "чек № 15 от 10.03.2026",
        "70 000 ₽",
    ):
        assert part in page, part
        assert part in paper, part
    assert "Заказчик: Северный ветер" in paper


def test_a_line_opens_its_client_the_calls_of_its_day_and_the_receipt(head_client, statement):
    page = head_client.get(reverse("statement", args=[statement.pk])).content.decode()
    (deal,) = statement.data["deals"]
    (receipt,) = [each["receipt"] for each in deal["payments"] if each["receipt"]]
    file = reverse("receipt_file", args=[receipt["id"]])
    assert file in page
    assert hashlib.sha256(head_client.get(file).content).hexdigest() == receipt["sha256"]
    assert reverse("client", args=[deal["client_id"]]) in page
    assert "period=custom&amp;from=2026-03-03&amp;to=2026-03-03" in page


def test_the_workbook_adds_up_to_the_same_total(head_client, statement):
    content = head_client.get(reverse("statement_xlsx", args=[statement.pk])).content
    rows = list(openpyxl.load_workbook(io.BytesIO(content))["Расчёт"].iter_rows(values_only=True))
    assert rows[-1][0] == "Итого"
    assert rows[-1][2] == 13_500


def test_the_head_disputes_the_integrator_answers_and_nobody_else_may(
    head_client, integrator_client, manager_client, statement
):
    say, page = reverse("statement_say", args=[statement.pk]), reverse("statement", args=[statement.pk])
    assert integrator_client.post(say, {"words": "рано"}).status_code == 422
    assert head_client.post(say, {"words": " "}).status_code == 422
    assert head_client.post(say, {"words": "Оплата не наша"}).status_code == 302
    assert "оспорен, ждёт ответа" in head_client.get(reverse("statements")).content.decode()
    assert integrator_client.post(say, {"words": "Исправим в апреле"}).status_code == 302
    assert manager_client.post(say, {"words": "я"}).status_code == 404
    shown = head_client.get(page).content.decode()
    assert "Оплата не наша" in shown
    assert "Исправим в апреле" in shown
    assert "есть ответ" in shown
