"""A tour of many pages, several at a time: while one page waits for the server, another is looked at."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, BrowserContext, async_playwright, expect

from tests.bootstrap import ROOT

from .chromium import FLAGS, PATIENCE_MS, PHONE, Trouble, executable, person

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CHECK = f"""async () => {{
  const found = await axe.run(document, {{runOnly: {json.dumps(RULES)}, resultTypes: ["violations"]}});
  return found.violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${{one.id}}: ${{one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}}`);
}}"""
WIDTHS = "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
AT_A_TIME = 3  # two cores: one page is drawn, one is made by the server, one waits


@dataclass(frozen=True)
class Stop:
    """``path`` as ``role`` sees it; ``allowed`` are the refusals that belong to it."""

    role: str
    path: str
    allowed: frozenset[int] = frozenset()


@dataclass
class Seen:
    """What a stop showed: ``error`` where it could not be looked at, barriers by theme, widths on a phone in px."""

    trouble: Trouble
    error: Exception | None = None
    barriers: dict[str, list[str]] = field(default_factory=dict)
    content: int = 0
    screen: int = 0


def walk(address: str, states: dict[str, Any], stops: Sequence[Stop]) -> dict[Stop, Seen]:
    """Visit every stop with the cookies of its role. Raises where the browser itself cannot be started."""
    with ThreadPoolExecutor(1) as aside:  # the thread of the tests has a loop of its own
        return aside.submit(asyncio.run, _walk(address, states, stops)).result()


async def _walk(address: str, states: dict[str, Any], stops: Sequence[Stop]) -> dict[Stop, Seen]:
    expect.set_options(timeout=PATIENCE_MS)
    seen: dict[Stop, Seen] = {}
    left = iter(stops)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        await asyncio.gather(*(_go(browser, address, states, left, seen) for _ in range(AT_A_TIME)))
        await browser.close()
    return seen


async def _go(
    browser: Browser, address: str, states: dict[str, Any], left: Any, seen: dict[Stop, Seen]
) -> None:
    """One visitor, who takes the next stop from those that are left and knows each role's log-in."""
    contexts: dict[str, BrowserContext] = {}
    for stop in left:
        if stop.role not in contexts:
            contexts[stop.role] = await browser.new_context(**person(address, state=states[stop.role]))
            contexts[stop.role].set_default_timeout(PATIENCE_MS)
        seen[stop] = Seen(Trouble(allowed=set(stop.allowed)))
        try:
            await _look(contexts[stop.role], stop.path, seen[stop])
        except Exception as error:  # told by the test of this very page
            seen[stop].error = error


async def _look(context: BrowserContext, path: str, seen: Seen) -> None:
    page: Any = await context.new_page()
    seen.trouble.watch(page)
    try:
        await page.goto(path)
        await expect(page.get_by_role("heading", level=1)).to_have_count(1)
        await page.wait_for_load_state("networkidle")
        await page.evaluate(AXE.read_text())
        for theme in ("light", "dark"):
            await page.emulate_media(color_scheme=theme)
            seen.barriers[theme] = await page.evaluate(CHECK)
        await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        seen.content, seen.screen = await page.evaluate(WIDTHS)
    finally:
        await page.close()
