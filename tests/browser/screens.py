"""Retakes ``docs/screens``: ``python -m tests.browser.screens`` makes a demonstration of its own and looks at it."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from playwright.sync_api import Browser, Page, sync_playwright

from mentor.core.embedded_postgres import server
from mentor.demonstration.content import Demo, load
from tests.bootstrap import ROOT
from tests.installation import Installation

from .chromium import DESKTOP, PHONE, choose_company, launch, log_in, new_page

OUT = ROOT / "docs" / "screens"
MOST_BYTES = 6 * 1024 * 1024


@dataclass(frozen=True)
class Screen:
    """A page at ``path`` as ``role`` sees it first, without scrolling."""

    name: str
    role: str
    path: str
    about: str
    phone: bool = False
    dark: bool = False


SCREENS = (
    Screen("head-overview", "head", "/", "РОП: Обзор, пять показателей и путь потерянного клиента"),
    Screen("head-overview-dark", "head", "/", "То же, тёмная тема", dark=True),
    Screen("head-overview-money", "head", "/#money", "РОП: откуда деньги, деньги по неделям"),
    Screen("head-overview-phone", "head", "/", "Обзор на телефоне", phone=True),
    Screen("head-managers", "head", "/managers/?period=nine_weeks", "РОП: менеджеры по этапам"),
    Screen("head-compare", "head", "/managers/compare/?{all}&period=nine_weeks", "РОП: менеджеры рядом"),
    Screen("head-manager", "head", "/managers/{weak}/?period=nine_weeks", "РОП: карточка менеджера"),
    Screen("head-losses", "head", "/losses/", "РОП: потерянные клиенты"),
    Screen("head-losses-phone", "head", "/losses/", "Потерянные клиенты на телефоне", phone=True),
    Screen("head-client", "head", "/clients/{client}/", "РОП: карточка клиента, который вернулся"),
    Screen("head-calls", "head", "/calls/", "РОП: звонки"),
    Screen("head-call", "head", "/calls/{lost}/", "РОП: потерянный звонок, волна, баллы с цитатами"),
    Screen("head-call-dark", "head", "/calls/{lost}/", "То же, тёмная тема", dark=True),
    Screen("head-call-phone", "head", "/calls/{lost}/", "Звонок на телефоне", phone=True),
    Screen("head-attention", "head", "/attention/", "РОП: требует внимания"),
    Screen("head-money", "head", "/money/", "РОП: деньги месяца и откуда они"),
    Screen("head-statements", "head", "/money/statements/", "РОП: акты по месяцам"),
    Screen("head-reports", "head", "/reports/", "РОП: еженедельные отчёты"),
    Screen("head-report", "head", "/reports/{week}/", "РОП: отчёт недели"),
    Screen("head-insights", "head", "/managers/insights/", "РОП: что работает"),
    Screen("head-acceptance", "head", "/acceptance/", "Приёмка"),
    Screen("head-trainer", "head", "/trainer/", "РОП: кто тренируется и что из этого вышло"),
    Screen("manager-day", "busy", "/my/day/", "Менеджер: Мой день"),
    Screen("manager-day-dark", "busy", "/my/day/", "То же, тёмная тема", dark=True),
    Screen("manager-day-phone", "busy", "/my/day/", "Мой день на телефоне", phone=True),
    Screen("manager-stages", "busy", "/my/stages/", "Менеджер: Мои этапы"),
    Screen("manager-calls-phone", "busy", "/calls/", "Мои звонки на телефоне", phone=True),
    Screen("manager-trainer", "busy", "/trainer/", "Менеджер: тренажёр"),
    Screen("manager-trainer-phone", "busy", "/trainer/", "Тренажёр на телефоне", phone=True),
    Screen("setup-companies", "integrator", "/staff/companies/", "Интегратор: компании"),
    Screen("setup-people", "integrator", "/settings/people/", "Интегратор: люди"),
    Screen("setup-uploads", "integrator", "/uploads/", "Интегратор: загрузка звонков"),
    Screen("setup-rubric", "integrator", "/settings/rubric/", "Интегратор: регламент оценки"),
    Screen("setup-figures", "integrator", "/settings/figures/", "Интегратор: средний чек и база"),
    Screen("setup-api-keys", "integrator", "/settings/api-keys/", "Интегратор: ключи API"),
    Screen("setup-knowledge", "integrator", "/settings/knowledge/", "Интегратор: база знаний"),
    Screen("setup-grading", "integrator", "/grading/", "Эксперт: очередь на оценку"),
    Screen("setup-telephony", "integrator", "/settings/telephony/new/", "Интегратор: подключение телефонии"),
    Screen("setup-audit", "integrator", "/settings/audit/", "Интегратор: журнал действий"),
    Screen("login", "", "/accounts/login/", "Вход"),
)


@contextmanager
def demonstration() -> Iterator[Installation]:
    """An installation of its own, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # the database runs under an account of its own
        made = Installation(Path(folder) / "data", demo=True)
        try:
            made.start()
            made.wait_for_demonstration()
            yield made
        finally:
            made.stop()
            server.remove(made.folder)


def places(page: Page, story: Demo) -> dict[str, str]:
    """Numbers in the addresses of what is pictured, found the way a head finds them."""
    page.goto("/managers/?period=nine_weeks")
    cards = {
        link.inner_text(): str(link.get_attribute("href")).split("/")[-2]
        for link in page.locator("tbody th .row-link").all()
    }
    weak = cards[story.company.managers[-1].name]
    found = {"weak": weak, "all": "&".join(f"m={number}" for number in cards.values())}
    page.goto("/losses/?scope=returned")
    found["client"] = str(page.locator("#list th .row-link").first.get_attribute("href")).split("/")[-2]
    page.goto("/reports/")
    found["week"] = str(page.locator("main a.row-link").first.get_attribute("href")).split("/")[-2]
    page.goto(f"/managers/{weak}/?period=nine_weeks")
    found["lost"] = str(page.locator("main a.quote-time").first.get_attribute("href")).split("/")[2]
    return found


def settle(page: Page) -> None:
    """Charts draw when they come into sight, fonts and waves a moment after the page."""
    page.wait_for_load_state("networkidle")
    page.evaluate("() => document.fonts.ready")
    for chart in page.locator("data-chart:visible").all()[:4]:
        box = chart.bounding_box()
        if box and box["y"] < DESKTOP[1]:
            chart.locator("canvas, svg, .chart-empty").first.wait_for()


def take(browser: Browser, demo: Installation, story: Demo, out: Path) -> int:
    """All pictures into ``out``; returns bytes."""
    from mentor.demonstration.setup import INTEGRATOR_EMAIL, PASSWORD

    emails = {
        "head": story.company.head.email,
        "busy": story.company.managers[1].email,
        "integrator": INTEGRATOR_EMAIL,
    }
    states, found = {"": None}, {}
    for role, email in emails.items():
        page = new_page(browser, demo.address)
        log_in(page, email, PASSWORD)
        if role == "integrator":
            choose_company(page, story.company.name)
        states[role] = page.context.storage_state()  # type: ignore[assignment] # cookies of who logged in
        if role == "head":
            found = places(page, story)
        page.context.close()
    total = 0
    for screen in SCREENS:
        size = PHONE if screen.phone else DESKTOP
        page = new_page(browser, demo.address, state=states[screen.role], size=size, dark=screen.dark)
        page.goto(screen.path.format(**found))
        settle(page)
        total += (out / f"{screen.name}.png").write_bytes(page.screenshot())
        page.context.close()
    return total


def describe(out: Path) -> None:
    """``README.md`` beside the pictures, naming each."""
    lines = [
        "# Screens of the demonstration",
        "",
        f"Taken by `make screens` at {DESKTOP[0]}×{DESKTOP[1]} and, on a phone, {PHONE[0]}×{PHONE[1]}.",
        "",
        "| picture | what it shows |",
        "| --- | --- |",
        *(f"| [{each.name}]({each.name}.png) | {each.about} |" for each in SCREENS),
    ]
    (out / "README.md").write_text("\n".join(lines) + "\n")


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, demonstration() as demo:
        browser = launch(playwright)
        total = take(browser, demo, load(), OUT)
        browser.close()
    for stale in {path.stem for path in OUT.glob("*.png")} - {each.name for each in SCREENS}:
        (OUT / f"{stale}.png").unlink()
    describe(OUT)
    print(f"docs/screens: {len(SCREENS)} pictures, {total / 1024 / 1024:.1f} MB")
    return 0 if total <= MOST_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
