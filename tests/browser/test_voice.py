"""A talk by voice through the whole chain: Chromium's microphone is a spoken file, espeak-ng on both sides."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from mentor.engines.text_to_speech.espeak import EspeakTextToSpeech
from tests.installation import Installation

from .chromium import executable, new_page
from .conftest import States
from .microphone import flags, open_a_talk
from .waiting import reload_until

PHRASE = "Здравствуйте, меня зовут Марина. Вам удобно говорить?"
WHOLE = re.compile("здравствуйте", re.IGNORECASE)
BEFORE_S, AFTER_S = 1.0, 9.0  # of silence around the phrase; Chromium plays the file over and over
MAKE = """
from mentor.companies.lookup import company_ids
from mentor.core.tenancy import company_scope
from mentor.trainer import making
for company in company_ids():
    with company_scope(company):
        making.make_all()
"""  # the job that does it comes once an hour
REPLAYED = """async (rows) => {
  const whole = await (await fetch(document.querySelector("call-player").getAttribute("src"))).arrayBuffer();
  const sound = await new OfflineAudioContext(2, 48000, 48000).decodeAudioData(whole);
  const loud = (row) => {
    const from = Number(row.dataset.start) * sound.sampleRate;
    return Math.max(...sound.getChannelData(1).slice(from, from + 1.5 * sound.sampleRate).map(Math.abs));
  };
  const row = rows.reduce((one, other) => (loud(other) > loud(one) ? other : one));
  const started = new Promise((done) => {
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function () {
      this.addEventListener("timeupdate", () => this.paused || done(this));
      return play.call(this);
    };
  });
  row.click();
  const played = (await started).currentTime;
  return { start: Number(row.dataset.start), played, loud: loud(row) };
}"""
SLOW_MS = 120_000  # two cores may be making a demonstration beside


def spoken() -> tuple[NDArray[np.float32], int]:
    """What the manager's microphone says, and its rate in Hz."""
    speech = EspeakTextToSpeech().speak(PHRASE, voice="ru+f3", rate=0.9)
    before, after = (np.zeros(round(seconds * speech.sample_rate)) for seconds in (BEFORE_S, AFTER_S))
    return np.concatenate([before, speech.samples, after]).astype(np.float32), speech.sample_rate


def speak_with_the_client(page: Page) -> None:
    """From the trainer's home to the first answer that was heard."""
    open_a_talk(page, SLOW_MS)
    take_another_microphone(page)
    page.get_by_role("button", name="Начать разговор").click()
    said = page.locator("[data-lines] [data-speaker=manager]")
    # The file plays from when the microphone opens: a talk begun in mid-phrase rightly starts with half of it.
    expect(said.filter(has_text=WHOLE).first).to_be_visible(timeout=SLOW_MS)
    page.wait_for_function("performance.getEntriesByName('answer').length > 0", timeout=SLOW_MS)
    expect(page.locator("[data-lines] [data-speaker=client]")).not_to_have_count(1)


def take_another_microphone(page: Page) -> None:
    """Chromium's fake microphone has several names; the level moves on the one that was picked."""
    picker = page.locator("[data-device]")
    last = picker.locator("option").last.get_attribute("value")
    picker.select_option(last)
    page.wait_for_function("name => localStorage.getItem('mentor.microphone') === name", arg=last)
    page.locator("[data-level]").evaluate("meter => { meter.value = 0 }")
    page.wait_for_function("document.querySelector('[data-level]').value > 0.1", timeout=SLOW_MS)


def watched_lines(page: Page) -> list[WebSocketRoute]:
    """The page's lines to the voice process as they are opened: each can be broken."""
    lines: list[WebSocketRoute] = []

    def pass_on(line: WebSocketRoute) -> None:
        line.connect_to_server()
        lines.append(line)

    page.route_web_socket(re.compile("ws://"), pass_on)
    return lines


def lose_the_line(page: Page, lines: list[WebSocketRoute]) -> None:
    """The page comes back to the same talk by itself, with a new ticket and all that was said; the talk goes on."""
    answers = page.evaluate("performance.getEntriesByName('answer').length")
    with page.expect_response(re.compile("/ticket/")):
        lines[-1].close(code=4000)
    expect(page.locator("[data-state]")).not_to_contain_text("прервалась")
    expect(page.locator("[data-lines] [data-speaker=manager]").filter(has_text=WHOLE).first).to_be_visible()
    assert len(lines) == 2
    more = "known => performance.getEntriesByName('answer').length > known"
    page.wait_for_function(more, arg=answers, timeout=SLOW_MS)


def replay_a_line(page: Page) -> None:
    """A click on a row plays the recording from there, and it is the client's voice that sounds.

    The client falls silent as soon as the manager's file speaks: the row that sounds most is the one that was heard.
    """
    rows = page.locator("#after .transcript li[data-speaker=client][data-start]")
    heard = page.evaluate(REPLAYED, rows.element_handles())
    assert 0 <= heard["played"] - heard["start"] < 3
    assert heard["loud"] > 0.01


def hang_up(page: Page) -> None:
    """The page goes over to what came of the talk by itself."""
    page.get_by_role("button", name="Положить трубку").click()
    expect(page.locator("#after")).to_be_visible(timeout=SLOW_MS)


@pytest.fixture(scope="module")
def microphone(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    args = flags(*spoken(), tmp_path_factory.mktemp("voice") / "said.wav")
    made = browser.browser_type.launch(executable_path=executable(), args=args)
    yield made
    made.close()


@pytest.fixture(scope="module")
def situations(demo: Installation) -> None:
    demo.run(MAKE)


@pytest.fixture
def caller(demo: Installation, states: States, microphone: Browser, situations: None) -> Iterator[Page]:
    page = new_page(microphone, demo.address, state=states["manager"])
    yield page
    page.context.close()


def test_a_manager_speaks_the_client_answers_aloud_and_the_recording_can_be_replayed(caller: Page):
    lines = watched_lines(caller)
    speak_with_the_client(caller)
    lose_the_line(caller, lines)
    hang_up(caller)
    expect(caller.locator("#after")).to_contain_text("Что было сказано")
    expect(caller.get_by_role("heading", name=re.compile("Почему такие баллы|Оценка"))).to_be_visible()
    reload_until(caller.locator("call-player [data-play]"))
    expect(caller.locator("call-player")).to_contain_text(re.compile("Менеджер.*Клиент", re.DOTALL))
    replay_a_line(caller)


def test_where_the_microphone_is_denied_the_page_says_so_and_typing_goes_on(open_page, situations):
    page = open_page("manager")
    page.context.clear_permissions()
    page.goto("/trainer/")
    page.locator("main form button", has_text="Позвонить").first.click()
    page.wait_for_url(re.compile(r"/trainer/talks/\d+/"))
    page.get_by_role("button", name="Включить микрофон").click()
    expect(page.locator("[data-why-text]")).to_contain_text(re.compile("запрещён|не найден"))
    page.get_by_label("Ваша реплика").fill("Здравствуйте, это Марина. Вам удобно говорить?")
    page.get_by_role("button", name="Сказать").click()
    expect(page.locator("[data-lines] [data-speaker=client]")).to_have_count(2)
