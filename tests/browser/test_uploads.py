"""Интегратор: recordings by hand, good ones and broken ones."""

from __future__ import annotations

import io
import math
import wave
from array import array
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .chromium import Trouble
from .waiting import reload_until

RATE = 8_000
SECONDS = 20


@pytest.fixture(scope="module")
def recording() -> bytes:
    """Two lanes of tones that take turns; nobody says a word."""
    frames = array("h")
    for at in range(RATE * SECONDS):
        tone = int(9000 * math.sin(at * (0.35 + (at // 1600 % 5) * 0.05)))
        first = at // (2 * RATE) % 2 == 0
        frames.extend((tone, 0) if first else (0, tone))
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(frames.tobytes())
    return buffer.getvalue()


def send(page: Page, path: Path, phone: str) -> None:
    page.goto("/uploads/")
    form = page.locator("form[action='/uploads/one/']")
    form.locator("input[type=file]").set_input_files(path)
    form.get_by_label("Менеджер").select_option(index=1)
    form.get_by_label("Телефон клиента").fill(phone)
    form.get_by_label("Имя клиента").fill("Запись с диктофона")
    form.get_by_role("button", name="Загрузить").click()


def test_a_recording_without_words_waits_for_the_model_in_sight(
    integrator: Page, recording: bytes, tmp_path: Path
):
    path = tmp_path / "dictaphone.wav"
    path.write_bytes(recording)
    send(integrator, path, "+7 900 007-70-02")
    expect(integrator.get_by_role("heading", level=1)).to_have_text("Запись с диктофона")
    reload_until(integrator.get_by_text("Ждёт модель распознавания", exact=True))
    expect(integrator.get_by_text("Запись сохранена")).to_be_visible()
    expect(integrator.get_by_role("button", name="Слушать", exact=True)).to_be_enabled()
    integrator.goto("/calls/")
    row = integrator.locator("#list tbody tr", has_text="Запись с диктофона")
    expect(row).to_contain_text("ждёт модель распознавания")
    integrator.goto("/settings/audit/?what=changes")
    expect(integrator.locator("#list")).to_contain_text("Загружен звонок")


def test_text_renamed_to_mp3_is_refused_beside_the_field(integrator: Page, tmp_path: Path, trouble: Trouble):
    trouble.allow(422)
    path = tmp_path / "talk.mp3"
    path.write_text("Менеджер: добрый день! Это вовсе не звук.\n" * 50)
    send(integrator, path, "+7 900 007-70-03")
    field = integrator.locator("file-drop", has_text="Запись разговора")
    expect(field.locator(".field-error")).to_contain_text("Файл не похож на звукозапись")
    expect(integrator.get_by_text("Ничего не сохранено.")).to_be_visible()
    expect(integrator.get_by_label("Имя клиента")).to_have_value("Запись с диктофона")
    integrator.goto("/calls/?q=9000077003")
    expect(integrator.get_by_text("Под эти фильтры ничего не подходит")).to_be_visible()
