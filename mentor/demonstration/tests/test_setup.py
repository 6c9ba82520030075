"""The demonstration's money is written as customers' is: a receipt has its file, and nothing is written twice."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.files.storage import default_storage

from mentor.clients.actions import find_or_create
from mentor.clients.models import Payment, Receipt
from mentor.companies.models import Company
from mentor.core.tenancy import company_scope
from mentor.demonstration import setup
from mentor.demonstration.content import Demo, load
from mentor.demonstration.schedule import ScheduledPayment, schedule

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 19, 15, 0, tzinfo=ZoneInfo("Europe/Moscow"))


@pytest.fixture
def shop() -> tuple[Demo, list[ScheduledPayment], Company]:
    demo = load()
    plan = schedule(demo, NOW, ZoneInfo("Europe/Moscow"))
    company, _ = setup.create(demo, started_on=plan.started_on)
    with company_scope(company.pk):
        for about in demo.clients.values():
            if about.phone:
                find_or_create(phone=about.phone, name=about.name or "")
    return demo, list(plan.payments), company


def test_every_receipt_of_the_demonstration_has_its_file_and_waits_only_where_the_story_says_so(shop):
    demo, rows, company = shop
    setup.pay(demo, rows, company=company)

    with company_scope(company.pk):
        receipts = {one.number: one for one in Receipt.objects.select_related("payment")}
        told = {about.receipt_number: about for about in demo.payments if about.source == "receipt"}
        assert receipts.keys() == told.keys()
        for number, receipt in receipts.items():
            assert receipt.payment.amount == told[number].amount
            assert (receipt.state == "confirmed") == told[number].confirmed
            assert bool(receipt.payment.refund_of_id) == bool(told[number].refund_of)
            with default_storage.open(receipt.file_name, "rb") as file:
                assert file.read(5) == b"%PDF-"


def test_a_start_that_was_broken_off_goes_on_without_writing_money_twice(shop):
    demo, rows, company = shop
    setup.pay(demo, rows[: len(rows) // 2], company=company)
    setup.pay(demo, rows, company=company)

    with company_scope(company.pk):
        assert Payment.objects.count() == len(rows)
        total = sum(Payment.objects.values_list("amount", flat=True), Decimal(0))
        assert total == sum((about.amount for about in demo.payments), Decimal(0))
