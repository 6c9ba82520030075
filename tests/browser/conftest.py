"""One installation with the demonstration for all browser tests, and pages of people who have logged in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from mentor.core.embedded_postgres import server
from mentor.demonstration.content import Demo, load
from mentor.demonstration.setup import INTEGRATOR_EMAIL, PASSWORD
from mentor.engines.speech_to_text.miniature import NAME as MINIATURE
from tests.installation import Installation

from .chromium import BrowserMissing, Trouble, choose_company, launch, log_in, new_page

States = dict[str, Any]
OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            made = launch(playwright)
        except BrowserMissing as error:
            pytest.fail(str(error), pytrace=False)
        yield made
        made.close()


@pytest.fixture(scope="session")
def story() -> Demo:
    """What the demonstration tells of."""
    return load()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Installation]:
    """Asks for the browser first: without one there is no point in a minute of preparation."""
    made = Installation(
        tmp_path_factory.mktemp("browser") / "data", demo=True, extra={"MENTOR_TALK_MODEL": MINIATURE}
    )
    try:
        made.start(within=300.0)
        made.wait_for_demonstration()
        yield made
    finally:
        made.stop()
        server.remove(made.folder)


@pytest.fixture(scope="session")
def states(demo: Installation, browser: Browser, story: Demo) -> States:
    """Role → cookies of one who has logged in through the page; an integrator has chosen the company."""
    people = {
        "head": story.company.head.email,
        "manager": story.company.managers[0].email,
        "integrator": INTEGRATOR_EMAIL,
    }
    found: States = {"": None}
    for role, email in people.items():
        page = new_page(browser, demo.address)
        log_in(page, email, PASSWORD)
        if role == "integrator":
            choose_company(page, story.company.name)
        found[role] = page.context.storage_state()
        page.context.close()
    return found


@pytest.fixture
def trouble() -> Iterator[Trouble]:
    """Everything that went wrong on the test's pages and was not provoked; the test fails on any of it."""
    seen = Trouble()
    yield seen
    assert seen.found == []


@pytest.fixture
def open_page(
    demo: Installation,
    browser: Browser,
    states: States,
    trouble: Trouble,
    request: pytest.FixtureRequest,
) -> Iterator[OpenPage]:
    """``open_page(role, size=…, dark=…, scripts=…)``: a page of its own; empty role: a stranger."""
    opened: list[Page] = []

    def make(role: str = "", **options: Any) -> Page:
        page = new_page(browser, demo.address, state=states[role], **options)
        trouble.watch(page)
        opened.append(page)
        return page

    yield make
    for page in opened:
        page.context.close()


@pytest.fixture
def head(open_page: OpenPage) -> Page:
    return open_page("head")


@pytest.fixture
def manager(open_page: OpenPage) -> Page:
    return open_page("manager")


@pytest.fixture
def integrator(open_page: OpenPage) -> Page:
    return open_page("integrator")


@pytest.fixture(scope="session")
def call_ids(demo: Installation, states: States) -> dict[str, int]:
    """The demonstration's own id of a call → the id in its address."""
    code = """
import json
from mentor.calls.models import Call
from mentor.core.tenancy import company_scope
with company_scope({company}):
    print(json.dumps(dict(Call.objects.values_list("source_call_id", "pk"))))
"""
    company = json.loads((demo.folder / "demonstration.json").read_text())["company"]
    return dict(json.loads(demo.run(code.format(company=company))))
