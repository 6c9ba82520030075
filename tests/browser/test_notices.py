"""The bell: a number that comes by itself, a list that reads it away."""

from __future__ import annotations

import json
import os
import signal

from playwright.sync_api import Browser, Page, expect

from mentor.demonstration.content import Demo
from tests.installation import Installation

from .chromium import new_page
from .conftest import States

TELL = """
from mentor.clients.models import Client
from mentor.companies.models import Member
from mentor.core.tenancy import company_scope
from mentor.notifications.actions import tell
from mentor.notifications.kinds import Kind
from mentor.recovery.models import LossCase
with company_scope({company}):
    case = LossCase.objects.filter(manager__email={email!r}).order_by("id").first()
    member = Member.objects.get(email={email!r})
    tell(member=member, kind=Kind.CLIENT_LOST, key="browser:{key}", call=case.call_id, client=case.client_id)
"""


def tell(demo: Installation, story: Demo, key: str) -> None:
    """The first manager hears of a lost client once more."""
    company = json.loads((demo.folder / "demonstration.json").read_text())["company"]
    demo.run(TELL.format(company=company, email=story.company.managers[0].email, key=key))


def ready(page: Page) -> None:
    """The page's line to the server is up."""
    page.locator("notice-bell[data-live]").wait_for(state="attached")


def test_the_bell_rings_without_a_reload_and_the_list_reads_it(
    manager: Page, demo: Installation, story: Demo
) -> None:
    manager.goto("/notices/")  # whatever was told before is read
    manager.goto("/my/stages/")
    bell = manager.get_by_role("link", name="Уведомления")
    ready(manager)
    tell(demo, story, "rings")
    expect(bell).to_have_accessible_name("Уведомления, новых: 1")
    bell.click()
    expect(manager.get_by_role("heading", level=1)).to_have_text("Уведомления")
    expect(manager.locator("[data-item]").first).to_contain_text("Потерян клиент")
    expect(manager.locator("[data-item]").first).to_contain_text("новое")
    manager.reload()
    expect(bell).to_have_accessible_name("Уведомления")


def test_the_bell_catches_up_with_what_was_told_while_the_server_restarted(
    browser: Browser, states: States, demo: Installation, story: Demo
) -> None:
    # a page of its own: here requests are refused on purpose
    page = new_page(browser, demo.address, state=states["manager"])
    page.goto("/notices/")
    bell = page.get_by_role("link", name="Уведомления")
    ready(page)
    web = next(pid for pid, line in demo.children().items() if f"--port {demo.port}" in line)
    os.kill(web, signal.SIGKILL)
    tell(demo, story, "while the server restarted")
    expect(bell).to_have_accessible_name("Уведомления, новых: 1")
    ready(page)
    tell(demo, story, "after the restart")
    expect(bell).to_have_accessible_name("Уведомления, новых: 2")
    page.context.close()
