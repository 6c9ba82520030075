"""Talks by voice against a real voice process: how soon the client answers, falls silent, and how many go at once.

A headless caller speaks files of espeak-ng as a microphone does, 20 ms at a time; what it measures lies between the
last sounding sample that it sent and the first sample of the answer that it got. Then a headless Chromium whose
microphone is a spoken file: the same wait as a person has it, the line and the loudspeaker included.
"""

from __future__ import annotations

import argparse
import asyncio
from collections import defaultdict
from pathlib import Path

import httpx
import numpy as np

from mentor.engines.speech_to_text.miniature import NAME
from mentor.engines.text_to_speech.espeak import EspeakTextToSpeech
from mentor.voice.sound import Samples, at_wire_rate
from tests.browser.chromium import BrowserMissing
from tests.installation import Installation

from . import place, report, voice_browser
from .voice_caller import Caller

LIMIT_P50_MS, LIMIT_P95_MS, LIMIT_HUSH_MS = 500.0, 800.0, 250.0
LINES = (
    "Здравствуйте, меня зовут Марина, компания Ясный вид. Вам удобно говорить?",
    "Подскажите, пожалуйста, сколько окон вы хотите поменять?",
    "А к какому сроку вам нужны окна?",
    "Понимаю вас. Давайте сравним, что входит в цену.",
    "Что для вас важнее всего в новых окнах?",
    "Кто ещё вместе с вами принимает решение?",
)


def spoken(text: str) -> Samples:
    """The line as a microphone hears it, without silence around."""
    samples = at_wire_rate(EspeakTextToSpeech().speak(text, voice="ru+f3", rate=0.9))
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    return samples[loud[0] : loud[-1] + 1]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--at-once", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=4, help="talks of the first measurement")
    asked = parser.parse_args()
    lines = [spoken(text) for text in LINES]
    with place.folder() as data_dir:
        extra = {"MENTOR_TALK_MODEL": NAME, "MENTOR_LOG_LEVEL": "WARNING"}
        installation = Installation(data_dir, extra=extra)
        try:
            installation.start(within=300.0)
            installation.wait_until(lambda: answers(installation), within=120.0)
            callers = []
            for _ in range(asked.rounds):
                callers += of_company(installation, data_dir, 1, lines)
                asyncio.run(callers[-1].talk(interrupt=True))
            show("one talk", callers)
            together = of_company(installation, data_dir, asked.at_once, lines)
            asyncio.run(at_once(together))
            show(f"{asked.at_once} talks at once", together)
            of_company(installation, data_dir, 0, lines)
            in_a_browser(installation, data_dir.parent, lines, talks=asked.rounds - 1)
        finally:
            installation.stop()


def answers(installation: Installation) -> bool:
    """Whether the voice process does."""
    try:
        address = f"http://127.0.0.1:{installation.talk_port}/healthz"
        return httpx.get(address, timeout=5, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def of_company(installation: Installation, data_dir: Path, count: int, lines: list[Samples]) -> list[Caller]:
    """Callers with fresh tickets: they open a talk for two minutes."""
    made = place.inside(data_dir, "voice_company", count)
    return [Caller(installation, ticket, lines) for ticket in made["tickets"]]


async def at_once(callers: list[Caller]) -> None:
    await asyncio.gather(*(caller.talk(after=0.7 * number) for number, caller in enumerate(callers)))


def in_a_browser(installation: Installation, folder: Path, lines: list[Samples], talks: int) -> None:
    """Print what a manager at a page waits for, and where it goes from the voice to the loudspeaker."""
    try:
        waited = voice_browser.answers(installation, folder, lines, talks)
    except BrowserMissing as error:
        print(f"in a browser: not measured. {error}")
        return
    totals = [each.total for each in waited]
    p50, p95 = report.median(totals), report.percentile(totals, 0.95)
    print(
        f"in a browser: {len(totals)} answers; end of speech → loudspeaker p50 {p50:.0f} ms "
        f"({report.at_most(p50, LIMIT_P50_MS)}), p95 {p95:.0f} ms ({report.at_most(p95, LIMIT_P95_MS)})"
    )
    parts = {
        "silence until the decision (recognition in it)": [each.silence for each in waited],
        "decision → first sound (persona, voice)": [each.to_first_sound for each in waited],
        "microphone, browser and line": [each.on_the_way for each in waited],
        "playback": [each.playback for each in waited],
    }
    report.table(
        ("where it goes in a browser, ms", "p50", "p95"),
        [
            (name, f"{report.median(values):.0f}", f"{report.percentile(values, 0.95):.0f}")
            for name, values in parts.items()
        ],
    )


def show(what: str, callers: list[Caller]) -> None:
    answers = [ms for caller in callers for ms in caller.answers]
    missed = sum(caller.missed for caller in callers)
    if not answers:
        print(f"{what}: no answer at all, {missed} turns missed\n")
        return
    p50, p95 = report.median(answers), report.percentile(answers, 0.95)
    print(
        f"{what}: {len(answers)} answers, {missed} turns missed; end of speech → first sound p50 {p50:.0f} ms "
        f"({report.at_most(p50, LIMIT_P50_MS)}), p95 {p95:.0f} ms ({report.at_most(p95, LIMIT_P95_MS)})"
    )
    hushes = [ms for caller in callers for ms in caller.hushes]
    if hushes:
        worst = max(hushes)
        met = report.at_most(worst, LIMIT_HUSH_MS)
        print(f"silence after a word of the manager: {worst:.0f} ms at most of {len(hushes)} ({met})")
    parts: dict[str, list[float]] = defaultdict(list)
    for caller in callers:
        for took in caller.took:
            for name, ms in took.items():
                parts[name].append(ms)
    report.table(
        ("where it goes, ms", "p50", "p95"),
        [
            (name, f"{report.median(values):.0f}", f"{report.percentile(values, 0.95):.0f}")
            for name, values in parts.items()
        ],
    )


if __name__ == "__main__":
    main()
