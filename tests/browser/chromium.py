"""The system's Chromium, and pages that remember what went wrong on them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, Response, expect

NAMES = ("chromium", "chromium-browser", "google-chrome")
INSTALL = "apt-get update && apt-get install -y chromium"
# No sandbox: inside a container the kernel offers none. The rest keeps Chromium from calling home.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP, PHONE = (1440, 900), (390, 844)
PATIENCE_MS = 30_000  # two cores may be busy with the call that the page waits for


class BrowserMissing(Exception):
    """No Chromium on this machine; the message holds the line that installs it."""


def executable() -> Path:
    """Where Chromium is. Raises ``BrowserMissing``."""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    raise BrowserMissing(f"Chromium is not installed. Install it: {INSTALL}")


def launch(playwright: Playwright) -> Browser:
    """A headless browser. Raises ``BrowserMissing``."""
    expect.set_options(timeout=PATIENCE_MS)
    return playwright.chromium.launch(executable_path=executable(), args=FLAGS)


@dataclass
class Trouble:
    """Errors of the console and refused requests, as they happened; what a test provokes, it ``allow``s."""

    found: list[str] = field(default_factory=list)
    allowed: set[int] = field(default_factory=set)

    def allow(self, *statuses: int) -> None:
        self.allowed.update(statuses)

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"{page.url}: {error}"))
        page.on("response", self._response)
        page.on("requestfailed", self._failed)

    def _console(self, message: ConsoleMessage) -> None:
        # A refused request is told by its response; the console's copy names neither method nor reason.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.found.append(f"{message.page.url if message.page else ''}: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.allowed:
            self.found.append(f"{response.request.method} {response.url}: {response.status}")

    def _failed(self, request: Request) -> None:
        # Leaving a page ends what it was still loading: sound above all.
        if request.failure and "ERR_ABORTED" not in request.failure:
            self.found.append(f"{request.method} {request.url}: {request.failure}")


def person(
    address: str,
    *,
    state: Any = None,
    size: tuple[int, int] = DESKTOP,
    dark: bool = False,
    scripts: bool = True,
) -> dict[str, Any]:
    """Options of a browser's context; ``state`` is the storage of somebody who has logged in."""
    return {
        "base_url": address,
        "storage_state": state,
        "viewport": {"width": size[0], "height": size[1]},
        "color_scheme": "dark" if dark else "light",
        "java_script_enabled": scripts,
        "locale": "ru-RU",
        "timezone_id": "Europe/Moscow",
        "reduced_motion": "reduce",
    }


def new_page(browser: Browser, address: str, **options: Any) -> Page:
    """A page in a context of its own; the options are those of ``person``."""
    context = browser.new_context(**person(address, **options))
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


def log_in(page: Page, email: str, password: str) -> None:
    """Through the log-in page, as a person does."""
    page.goto("/accounts/login/")
    page.get_by_label("Эл. почта").fill(email)
    page.get_by_label("Пароль", exact=True).fill(password)
    page.get_by_role("button", name="Войти").click()
    page.wait_for_url(lambda url: urlsplit(url).path != "/accounts/login/")


def choose_company(page: Page, name: str) -> None:
    """An integrator's first step."""
    page.goto("/staff/companies/")
    page.get_by_role("button", name=name).click()
    page.wait_for_url("**/")
