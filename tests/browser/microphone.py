"""Chromium's own microphone that says a file, over and over, and is allowed without a question."""

from __future__ import annotations

import re
import wave
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from .chromium import FLAGS


def flags(samples: NDArray[Any], rate: int, path: Path) -> list[str]:
    """Chromium's options; ``samples`` (-1…1, shape (n,), ``rate`` Hz) are written to ``path``."""
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    fake = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    return [*FLAGS, *fake, f"--use-file-for-fake-audio-capture={path}"]


def open_a_talk(page: Page, within_ms: float) -> None:
    """From the trainer's home to a new talk whose trial was heard; «Начать разговор» is left to do."""
    page.goto("/trainer/")
    page.locator("main form button", has_text="Позвонить").first.click()
    page.wait_for_url(re.compile(r"/trainer/talks/\d+/"))
    page.get_by_role("button", name="Включить микрофон").click()
    expect(page.locator("[data-tried]")).to_contain_text("Слышно", timeout=within_ms)
