"""Записи: what an integrator enters, loads from a table and confirms is what Деньги counts."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from .waiting import reload_until

MOSCOW = ZoneInfo("Europe/Moscow")  # where the demonstration's company is
DIGITS = re.compile(r"\D")


@pytest.fixture
def phone() -> str:
    """Of a client whom nobody knows yet."""
    return f"+7 900 8{secrets.randbelow(10**6):06d}"


def ordinary_deals(page: Page) -> int:
    """Deals of the running month that stand in the growth, as Деньги shows them."""
    page.goto("/money/")
    with_us = page.get_by_role("table", name="Арифметика месяца").get_by_role("row").first
    deals, _, _ = with_us.get_by_role("cell").first.inner_text().partition("сдел")
    return int(DIGITS.sub("", deals))


def enter(page: Page, kind: str, said: dict[str, str]) -> None:
    page.goto(f"/money/entries/new/{kind}/")
    for label, value in said.items():
        page.get_by_label(re.compile(f"^{re.escape(label)}( необязательно)?$")).fill(value)
    page.get_by_role("button", name="Записать").click()
    expect(page.get_by_text("Записано, показатели пересчитаны.")).to_be_visible()


def test_a_lead_a_deal_its_payment_a_refund_and_a_correction_change_the_money(integrator: Page, phone: str):
    mark, before = secrets.token_hex(4), ordinary_deals(integrator)
    enter(integrator, "lead", {"Телефон клиента": phone, "Имя клиента": mark, "Номер в CRM": f"Л-{mark}"})
    expect(integrator.get_by_role("row", name=mark)).to_be_visible()
    enter(integrator, "deal", {"Телефон клиента": phone, "Номер в CRM": f"С-{mark}"})
    assert ordinary_deals(integrator) == before
    paid = {"Сумма, ₽": "30 000,50", "Номер сделки в CRM": f"С-{mark}", "Номер в CRM": f"О-{mark}"}
    enter(integrator, "payment", {"Телефон клиента": phone, **paid})
    assert ordinary_deals(integrator) == before + 1
    integrator.get_by_role("row", name=mark).get_by_role("link", name="30 000,50").click()
    refund = integrator.locator("#refund")
    refund.get_by_label("Сколько вернули, ₽").fill("10 000")
    refund.get_by_role("button", name="Записать возврат").click()
    expect(integrator.get_by_text("осталось 20 000,50")).to_be_visible()
    payment = integrator.url
    assert ordinary_deals(integrator) == before + 1
    integrator.goto(payment)
    mistake = integrator.locator("#correct")
    mistake.get_by_label("Как правильно, ₽").fill("")
    mistake.get_by_label("В чём ошибка").fill("оплата другой фирмы")
    mistake.get_by_role("button", name="Исправить").click()
    expect(integrator.get_by_role("row", name="оплата другой фирмы")).to_be_visible()
    assert ordinary_deals(integrator) == before


def test_a_tables_bad_rows_are_named_and_the_others_load_on_consent(
    integrator: Page, phone: str, tmp_path: Path
):
    mark, before = secrets.token_hex(4), ordinary_deals(integrator)
    today = f"{datetime.now(MOSCOW):%d.%m.%Y}"
    rows = [
        f"{mark}-1;15 000;{today};{phone}",
        f"{mark}-2;много;{today};{phone}",
        f"{mark}-3;9 000;{today};12",
    ]
    table = tmp_path / "oplaty.csv"
    table.write_text("\n".join(["номер;сумма;дата;телефон", *rows]), "utf-8")
    integrator.goto("/money/tables/")
    integrator.get_by_label("Что в таблице").select_option("payment")
    integrator.locator("input[type=file]").set_input_files(table)
    integrator.get_by_role("button", name="Проверить").click()
    consent = integrator.get_by_role("button", name="Загрузить 1 строку")
    reload_until(consent)
    preview = integrator.url
    refused = integrator.get_by_role("table", name="Строки с ошибками")
    expect(refused.get_by_role("row", name="3 сумма много")).to_be_visible()
    expect(refused.get_by_role("row", name="4 телефон 12")).to_be_visible()
    assert ordinary_deals(integrator) == before
    integrator.goto(preview)
    consent.click()
    reload_until(integrator.get_by_text("Показатели пересчитаны."))
    assert ordinary_deals(integrator) == before + 1


def test_a_receipt_counts_once_an_integrator_confirmed_it(
    integrator: Page, head: Page, phone: str, tmp_path: Path
):
    mark, before = secrets.token_hex(4), ordinary_deals(integrator)
    enter(integrator, "deal", {"Телефон клиента": phone, "Имя клиента": mark, "Номер в CRM": mark})
    client = (
        integrator.get_by_role("row", name=mark).get_by_role("link", name=mark).first.get_attribute("href")
    )
    assert client is not None
    paper = tmp_path / "чек.pdf"
    paper.write_bytes(f"%PDF-1.7 {mark}".encode())
    head.goto(client)
    head.get_by_role("link", name="Приложить чек").first.click()
    head.locator("input[type=file]").set_input_files(paper)
    head.get_by_label("Сумма, ₽").fill("42 000")
    head.get_by_label("Номер чека").fill(mark)
    head.get_by_role("button", name="Приложить").click()
    expect(head.get_by_text("Чек приложен и ждёт проверки")).to_be_visible()
    assert ordinary_deals(integrator) == before
    integrator.goto("/money/receipts/")
    integrator.get_by_role("row", name=mark).get_by_role("link").first.click()
    for each in ("Сумма на чеке та же", "Дата на чеке та же", "Чек этого клиента"):
        integrator.get_by_label(each).check()
    integrator.get_by_role("button", name="Подтвердить").click()
    expect(integrator.get_by_text("Чек подтверждён")).to_be_visible()
    assert ordinary_deals(integrator) == before + 1
