"""Waiting for what other processes do, the way a person does: by looking again."""

from __future__ import annotations

from playwright.sync_api import Locator, expect
from playwright.sync_api import TimeoutError as TooLate

LOOKS = 45
EACH_MS = 2_000


def reload_until(wanted: Locator) -> None:
    """Reload the page until ``wanted`` shows. Raises AssertionError with what was expected."""
    for _ in range(LOOKS):
        try:
            wanted.wait_for(timeout=EACH_MS)
        except TooLate:
            wanted.page.reload()
        else:
            return
    expect(wanted).to_be_visible(timeout=EACH_MS)
