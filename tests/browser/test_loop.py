"""The loop as a head lives it: a loss comes, its text is put right, other words confirm it, money returns."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime, timedelta

import httpx
from playwright.sync_api import Page, expect

from tests.fixtures import LOST_TALK
from tests.installation import Installation
from tests.test_whole_loop import OTHER_WORDS, RIGHT

from .waiting import reload_until

KEY = """
from mentor.companies import actions
from mentor.core.tenancy import company_scope
with company_scope({company}):
    print(actions.create_api_key(name="Проверка", by=None)[1])
"""
PAYMENT = """
from datetime import timedelta
from decimal import Decimal
from django.utils import timezone
from mentor.clients import payments
from mentor.clients.models import Client
from mentor.companies.models import Company
from mentor.core.tenancy import company_scope
from mentor.recovery import actions
with company_scope({company}):
    client = Client.objects.get(phones__e164="{phone}")
    deal = payments.record_deal(client=client, manager=None)
    later = timezone.now() + timedelta(minutes=5)
    payments.record_payment(deal=deal, amount=Decimal(90000), paid_at=later, source="crm")
    actions.apply_payment(deal=deal, company=Company.objects.get())
    print("paid")
"""


def test_a_loss_is_put_right_confirmed_by_other_words_and_returned_by_money(head: Page, demo: Installation):
    company = json.loads((demo.folder / "demonstration.json").read_text())["company"]
    key = demo.run(KEY.format(company=company)).strip().splitlines()[-1]
    phone = f"+7900{secrets.randbelow(10**7):07d}"

    def send(number: int, lines: tuple[tuple[str, str], ...], at: datetime) -> None:
        call = {
            "source": "loop",
            "source_call_id": f"{phone}-{number}",
            "direction": "out",
            "started_at": at.isoformat(),
            "duration_s": 60,
            "manager": {"extension": "101"},
            "client": {"phone": phone, "name": "Ирина"},
            "transcript": {"utterances": [{"speaker": who, "text": text} for who, text in lines]},
        }
        headers = {"Authorization": f"Bearer {key}"}
        answer = httpx.post(f"{demo.address}/api/v1/calls", json=call, headers=headers, trust_env=False)
        assert answer.status_code == 202, answer.text

    send(1, LOST_TALK, datetime.now(UTC) - timedelta(hours=1))
    head.goto(f"/losses/?q={phone.removeprefix('+')}")
    found = head.locator("#list tbody tr th .row-link").first
    reload_until(found)
    found.click()
    wrong = head.locator("summary", has_text="Эта рекомендация неверна")
    reload_until(wrong)
    wrong.click()
    head.get_by_label("Почему неверна").fill("Не сказано, что входит в цену")
    head.get_by_label("Правильные слова, если знаете").fill(RIGHT)
    head.get_by_role("button", name="Исправить").click()
    expect(head.locator(".advice-say")).to_contain_text("вывоз мусора")
    send(2, OTHER_WORDS, datetime.now(UTC))
    reload_until(head.get_by_text("рекомендация выполнена", exact=True))
    assert demo.run(PAYMENT.format(company=company, phone=phone)).strip().endswith("paid")
    head.reload()
    expect(head.get_by_label("Путь потерянного клиента")).to_contain_text("90")
    expect(head.get_by_text("вернулся и оплатил").first).to_be_visible()
