"""Every section for every role: quiet console, no refused request, fits a phone, no barrier in light or dark."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mentor.demonstration.content import Demo
from tests.bootstrap import ROOT

from .chromium import PHONE
from .conftest import OpenPage

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CHECK = f"""async () => {{
  const found = await axe.run(document, {{runOnly: {json.dumps(RULES)}, resultTypes: ["violations"]}});
  return found.violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${{one.id}}: ${{one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}}`);
}}"""
NOTICES = ("/notices/", "/profile/notices/")
ACCOUNT = ("/accounts/password/change/", "/accounts/2fa/", "/accounts/sessions/")
READ = (
    "/",
    "/managers/",
    "/managers/compare/?m=2&m=3&period=nine_weeks",
    "/managers/2/",
    "/losses/",
    "/corrections/",
    "/trainer/",
    "/trainer/scenarios/",
    "/money/",
    "/money/statements/",
    "/money/statements/1/",
    "/managers/insights/",
    "/reports/",
    "/acceptance/",
    "/acceptance/4/",
    "/acceptance/readings/",
    "/clients/1/",
    "/calls/",
    "/calls/{lost}/",
    "/calls/{untimed}/",
    "/calls/{missed}/",
    "/attention/",
    "/attention/?show=resolved",
)
SETUP = (
    "/uploads/",
    "/settings/",
    "/settings/people/",
    "/settings/people/new/",
    "/settings/people/2/",
    "/settings/rubric/",
    "/settings/figures/",
    "/settings/api-keys/",
    "/settings/knowledge/",
    "/settings/knowledge/search/",
    "/settings/knowledge/search/?ask=дорого",
    "/settings/knowledge/presentations/",
    "/settings/knowledge/objections/",
    "/settings/knowledge/rules/",
    "/settings/knowledge/phrases/",
    "/settings/knowledge/references/",
    "/settings/audit/",
    "/settings/notices/",
)
PAGES = {
    "": ("/accounts/login/", "/accounts/password/reset/", "/invitation/no-such-link/"),
    "head": (*READ, *SETUP, *NOTICES, *ACCOUNT),
    "manager": (
        "/my/day/",
        "/my/stages/",
        "/trainer/",
        "/losses/",
        "/calls/",
        "/calls/{own}/",
        *NOTICES,
        *ACCOUNT,
    ),
    # What an integrator reads is what a head reads; the frame and the forms differ.
    "integrator": (
        "/staff/companies/",
        "/staff/companies/new/",
        "/",
        *SETUP,
        "/settings/rubric/new-rule/",
        "/grading/",
        "/grading/{lost}/?mode=blind",
        "/grading/{own}/?mode=beside",
        "/grading/agreement/",
        "/grading/proposals/",
        "/grading/reassess/",
    ),
}


@pytest.fixture(scope="session")
def places(call_ids: dict[str, int], story: Demo) -> dict[str, int]:
    """Calls that pages of the list stand for."""
    live = [call for call in story.calls if call.purpose == "live"]
    spoken = [call for call in live if call.utterances]
    wanted = {
        "lost": next(call for call in spoken if call.manager == "Олег Самсонов"),
        "own": next(call for call in spoken if call.manager == "Марина Ковалёва"),
        "untimed": next(call for call in spoken if call.transcript == "untimed"),
        "missed": next(call for call in live if not call.utterances),
    }
    return {name: call_ids[call.id] for name, call in wanted.items()}


def barriers(page: Page) -> list[Any]:
    found = page.evaluate(CHECK)
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(("role", "path"), [(role, path) for role, paths in PAGES.items() for path in paths])
def test_a_page_is_whole(open_page: OpenPage, places: dict[str, int], role: str, path: str, trouble: Any):
    if not role:
        trouble.allow(404, 410)  # the invitation that there is not
    page = open_page(role)
    page.goto(path.format(**places))
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE.read_text())
    assert barriers(page) == [], "light"
    page.emulate_media(color_scheme="dark")
    assert barriers(page) == [], "dark"
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    wide = "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    content, screen = page.evaluate(wide)
    assert content <= screen, "scrolls sideways on a phone"
