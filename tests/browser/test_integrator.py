"""Интегратор: a company to work in, its rubric, a key, and the call that comes by it."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta

import httpx
from playwright.sync_api import Page, expect

from mentor.demonstration.content import Demo
from mentor.demonstration.setup import INTEGRATOR_EMAIL, PASSWORD
from tests.fixtures import LOST_TALK
from tests.installation import Installation

from .chromium import log_in
from .conftest import OpenPage
from .waiting import reload_until


def status_of(demo: Installation, secret: str) -> int:
    """What the API answers to one who shows this key."""
    headers = {"Authorization": f"Bearer {secret}"}
    return httpx.get(f"{demo.address}/api/v1/me", headers=headers, trust_env=False).status_code


def test_an_integrator_chooses_a_company_first(open_page: OpenPage, story: Demo):
    page = open_page()
    log_in(page, INTEGRATOR_EMAIL, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Компании")
    page.get_by_role("button", name=story.company.name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Обзор")
    expect(page.get_by_title("Выбрать другую компанию")).to_have_text(story.company.name)


def test_a_changed_rule_makes_the_next_version_with_its_reason(integrator: Page):
    integrator.goto("/settings/rubric/")
    version = integrator.locator(".page-actions").get_by_text(re.compile("^версия"))
    number = int(version.inner_text().split()[-1])
    points = integrator.locator("main input[type=number]").first
    before = points.input_value()
    points.fill("3" if before != "3" else "2")
    integrator.get_by_label("Что и почему изменили").fill("Приветствие важнее, чем казалось")
    integrator.get_by_role("button", name="Сохранить новую версию").click()
    expect(version).to_have_text(f"версия {number + 1}")
    newest = integrator.locator("#versions li").first
    expect(newest).to_contain_text(f"Версия {number + 1}")
    expect(newest).to_contain_text("Приветствие важнее, чем казалось")
    expect(newest).to_contain_text(f"{before} →")


def test_a_call_sent_with_a_new_key_appears_and_is_assessed(
    integrator: Page, demo: Installation, story: Demo
):
    integrator.goto("/settings/api-keys/")
    integrator.get_by_label("Для чего ключ").fill("АТС в браузерной проверке")
    integrator.get_by_role("button", name="Создать ключ").click()
    secret = integrator.locator("code.select-all").inner_text()
    integrator.goto("/settings/api-keys/")
    expect(integrator.get_by_role("row", name=re.compile("АТС в браузерной проверке")).first).to_be_visible()
    assert secret not in integrator.content()
    call = {
        "source": "browser",
        "source_call_id": secrets.token_hex(4),
        "direction": "out",
        "started_at": (datetime.now(UTC) - timedelta(minutes=5)).isoformat(),
        "duration_s": 60,
        "manager": {"extension": story.company.managers[0].extension},
        "client": {"phone": "+79000077001", "name": "Ульяна Проверкина"},
        "transcript": {"utterances": [{"speaker": who, "text": text} for who, text in LOST_TALK]},
    }
    answer = httpx.post(
        f"{demo.address}/api/v1/calls",
        json=call,
        headers={"Authorization": f"Bearer {secret}"},
        timeout=30,
        trust_env=False,
    )
    assert answer.status_code == 202, answer.text
    integrator.goto("/calls/")
    integrator.locator("#list").get_by_role("link", name="Ульяна Проверкина").first.click()
    reload_until(integrator.get_by_text("Итог разговора", exact=True))
    expect(integrator.locator("main")).to_contain_text("Клиент потерян")
    integrator.goto("/losses/?q=Проверкина")
    expect(integrator.locator("#list tbody tr")).to_have_count(1)


def test_a_revoked_key_stops_working(integrator: Page, demo: Installation):
    integrator.goto("/settings/api-keys/")
    name = f"Ключ на минуту {secrets.token_hex(2)}"
    integrator.get_by_label("Для чего ключ").fill(name)
    integrator.get_by_role("button", name="Создать ключ").click()
    secret = integrator.locator("code.select-all").inner_text()
    assert status_of(demo, secret) == 200
    integrator.get_by_role("button", name=f"Отозвать {name}").click()
    integrator.get_by_role("dialog").get_by_role("button", name="Отозвать").click()
    row = integrator.get_by_role("row", name=re.compile(name))
    expect(row).to_contain_text("отозван")
    assert status_of(demo, secret) == 401
