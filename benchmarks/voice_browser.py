"""The manager of ``benchmarks voice`` at a page: Chromium, headless, whose microphone is a spoken file.

What a person waits for: from the last loud frame of the microphone until the answer leaves the loudspeaker.
The page measures it itself (``answer``, of it ``playback``); the voice process says what it needed of that.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page, expect, sync_playwright

from mentor.engines.voice_activity.live import RATE
from mentor.voice.sound import Samples
from tests.browser.chromium import executable, log_in, new_page
from tests.browser.microphone import flags, open_a_talk
from tests.installation import Installation

from .voice_company import EMAIL, PASSWORD

BETWEEN_S = 7.0  # for the client's answer
PATIENCE_MS = 120_000
NEXT = """known => {
  const room = document.querySelector("talk-room");
  return !room || (performance.getEntriesByName("answer").length > known && room.dataset.ms);
}"""
LAST = """() => {
  const room = document.querySelector("talk-room");
  if (!room) return null;
  const told = JSON.parse(room.dataset.ms);
  delete room.dataset.ms;
  const all = (name) => performance.getEntriesByName(name);
  const last = (name) => all(name).at(-1).duration;
  return { known: all("answer").length, answer: last("answer"), playback: last("playback"), told };
}"""


@dataclass(frozen=True, slots=True)
class Waited:
    """Milliseconds of one answer: all of it, and its parts one after another."""

    total: float
    silence: float
    to_first_sound: float
    playback: float

    @property
    def on_the_way(self) -> float:
        """The microphone's frames, the browser and the line, there and back: what is left."""
        return self.total - self.silence - self.to_first_sound - self.playback


def microphone(lines: list[Samples]) -> Samples:
    """All lines with time to answer after each."""
    pause = np.zeros(round(BETWEEN_S * RATE), dtype=np.float32)
    return np.concatenate([part for line in lines for part in (line, pause)])


def answers(installation: Installation, folder: Path, lines: list[Samples], talks: int) -> list[Waited]:
    """A talk after another, each until every line was said once or the client has ended it."""
    args = flags(microphone(lines), RATE, folder / "manager.wav")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=args)
        page = new_page(browser, installation.address)
        log_in(page, EMAIL, PASSWORD)
        found = [each for _ in range(talks) for each in talk(page, len(lines))]
        browser.close()
    return found


def talk(page: Page, most: int) -> list[Waited]:
    """The answers of one talk that were heard."""
    open_a_talk(page, PATIENCE_MS)
    page.get_by_role("button", name="Начать разговор").click()
    found: list[Waited] = []
    known = 0
    while len(found) < most:
        page.wait_for_function(NEXT, arg=known, timeout=PATIENCE_MS)
        last: dict[str, Any] | None = page.evaluate(LAST)
        if last is None:
            return found
        known, told = last["known"], last["told"]
        if "silence" in told:
            found.append(Waited(last["answer"], told["silence"], told["to_first_sound"], last["playback"]))
    page.get_by_role("button", name="Положить трубку").click()
    expect(page.locator("#after")).to_be_visible(timeout=PATIENCE_MS)
    return found
