"""The bell: a number that comes by itself, a list that reads it away."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect

from mentor.demonstration.content import Demo
from tests.installation import Installation

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


def test_the_bell_rings_without_a_reload_and_the_list_reads_it(
    manager: Page, demo: Installation, story: Demo
) -> None:
    company = json.loads((demo.folder / "demonstration.json").read_text())["company"]
    email = story.company.managers[0].email
    manager.goto("/notices/")  # whatever was told before is read
    manager.goto("/my/stages/")
    bell = manager.get_by_role("link", name="Уведомления")
    manager.locator("notice-bell[data-live]").wait_for(state="attached")
    demo.run(TELL.format(company=company, email=email, key=manager.url))
    expect(bell).to_have_accessible_name("Уведомления, новых: 1")
    bell.click()
    expect(manager.get_by_role("heading", level=1)).to_have_text("Уведомления")
    expect(manager.locator("[data-item]").first).to_contain_text("Потерян клиент")
    expect(manager.locator("[data-item]").first).to_contain_text("новое")
    manager.reload()
    expect(bell).to_have_accessible_name("Уведомления")
