"""A call's page: sound, wave, transcript and marks move together."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from mentor.demonstration.content import Demo

NOW = "() => document.querySelector('call-player').currentTime"
LIT = ".utterance.is-playing"


def now(page: Page) -> float:
    return float(page.evaluate(NOW))


def start_of(page: Page, row: str) -> float:
    return float(page.locator(row).get_attribute("data-start") or "nan")


def wait_past(page: Page, seconds: float) -> None:
    page.wait_for_function(f"({NOW})() > {seconds}")


@pytest.fixture
def judged(head: Page) -> Page:
    """A lost call of the weakest manager, with deductions that have their moments."""
    head.goto("/managers/?period=nine_weeks")
    head.get_by_role("link", name="Олег Самсонов").click()
    head.locator("main a.quote-time").first.click()
    head.wait_for_url(re.compile(r"/calls/\d+/#t="))
    head.goto(head.url.split("#")[0])
    expect(head.get_by_role("button", name="Слушать", exact=True)).to_be_enabled()
    return head


def test_the_sound_plays_and_the_transcript_follows_it(judged: Page):
    judged.get_by_role("button", name="Слушать", exact=True).click()
    wait_past(judged, start_of(judged, ".utterance >> nth=1") + 0.1)
    judged.get_by_role("button", name="Остановить", exact=True).click()
    expect(judged.locator(LIT)).to_have_count(1)
    assert start_of(judged, LIT) <= now(judged)
    assert start_of(judged, LIT) >= start_of(judged, ".utterance >> nth=1")


def test_the_wave_of_both_lanes_is_drawn(judged: Page):
    drawn = """
    () => {
      const canvas = document.querySelector('call-player canvas');
      const {width, height} = canvas;
      const half = Math.floor(height / 2);
      const ink = (top) => canvas.getContext('2d').getImageData(0, top, width, half).data
        .filter((value, at) => at % 4 === 3 && value > 0).length;
      return [ink(0), ink(half)];
    }"""
    judged.wait_for_function(f"() => ({drawn})().every((ink) => ink > 500)")
    expect(judged.locator(".player-legend")).to_contain_text("Менеджер")
    expect(judged.locator(".player-legend")).to_contain_text("Клиент")


def test_a_deduction_seeks_to_its_words(judged: Page):
    mark = judged.locator("[id^=stage-] [data-seek]").first
    moment = float(mark.get_attribute("data-seek") or "nan")
    mark.click()
    wait_past(judged, moment - 0.05)
    expect(judged.locator(LIT)).to_be_in_viewport()
    assert start_of(judged, LIT) <= moment + 0.1
    judged.get_by_role("button", name="Остановить", exact=True).click()


def test_the_keyboard_plays_stops_and_steps_by_phrases(judged: Page):
    judged.keyboard.press("Space")
    wait_past(judged, 0.2)
    judged.keyboard.press("Space")
    expect(judged.get_by_role("button", name="Слушать", exact=True)).to_be_visible()
    judged.keyboard.press("j")
    judged.keyboard.press("j")
    third = now(judged)
    assert third == pytest.approx(start_of(judged, LIT), abs=0.1)
    judged.keyboard.press("k")
    assert now(judged) < third
    assert now(judged) == pytest.approx(start_of(judged, LIT), abs=0.1)
    judged.keyboard.press("ArrowRight")
    assert now(judged) > third - 5


def test_a_click_on_a_phrase_plays_from_it(judged: Page):
    row = judged.locator(".utterance").nth(2)
    row.locator("span").last.click()
    expect(row).to_have_class(re.compile("is-playing"))
    wait_past(judged, start_of(judged, ".utterance >> nth=2") - 0.05)
    judged.keyboard.press("Space")


def test_the_recording_is_served_in_parts(judged: Page):
    source = judged.locator("call-player").get_attribute("src")
    answer = judged.request.get(str(source), headers={"Range": "bytes=100-299"})
    assert answer.status == 206
    assert len(answer.body()) == 200
    assert re.fullmatch(r"bytes 100-299/\d+", answer.headers["content-range"])


def test_estimated_times_are_marked_as_such(head: Page, call_ids: dict[str, int], story: Demo):
    untimed, timed = (
        next(call.id for call in story.calls if call.transcript == kind and call.purpose == "live")
        for kind in ("untimed", "timed")
    )
    head.goto(f"/calls/{call_ids[untimed]}/")
    expect(head.get_by_text("время реплик примерное")).to_be_visible()
    assert start_of(head, ".utterance >> nth=1") > 0
    head.goto(f"/calls/{call_ids[timed]}/")
    expect(head.locator(".utterance").first).to_be_visible()
    expect(head.get_by_text("время реплик примерное")).to_have_count(0)


def test_a_missed_call_says_why_there_is_nothing_to_hear(head: Page, call_ids: dict[str, int], story: Demo):
    missed = next(call.id for call in story.calls if not call.utterances)
    head.goto(f"/calls/{call_ids[missed]}/")
    expect(head.get_by_role("main")).to_contain_text("пропущенный")
    expect(head.locator(".utterance")).to_have_count(0)
