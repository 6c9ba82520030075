"""Talks by voice whose process is killed and whose line breaks: nothing that was said is lost, and all are graded."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from benchmarks import place
from benchmarks.voice import LINES, answers, spoken
from mentor.engines.speech_to_text.miniature import NAME
from mentor.engines.voice_activity.live import RATE
from mentor.voice.sound import Samples, to_wire
from tests.installation import Installation

pytestmark = pytest.mark.long
FRAME = RATE // 50
# Sound that may be missing: the part not written yet, and frames on their way to a process that has no time.
LOST_S = 0.2 + 0.3
BOOK = """
import json
from mentor.core.tenancy import company_scope
from mentor.trainer import voiced
from mentor.trainer.models import Talk
found = []
with company_scope({company}):
    for talk in Talk.objects.order_by("pk"):
        turns = talk.turns.order_by("number").values(
            "number", "manager", "client", "shown", "manager_start", "manager_end")
        found.append(dict(talk=talk.pk, folder=f"{company}/{{talk.pk}}", ticket=voiced.ticket_to(talk),
            turns=list(turns), turn=talk.state["turn"], outcome=talk.outcome,
            graded=talk.graded_at is not None, recorded=bool(talk.call and talk.call.recording_id)))
print(json.dumps(found))
"""


@dataclass
class Phone:
    """Speaks its lines one after another for as long as the line holds, and writes down what it was told."""

    lines: list[Samples]
    number: int = 0
    told: list[tuple[str, str]] = field(default_factory=list)
    after: list[list[dict[str, str]]] = field(default_factory=list)
    sent: int = 0
    over: bool = False
    answered: int = 0
    quiet_at: float = 0.0

    async def talk(self, installation: Installation, ticket: str) -> None:
        """Until the lines are said or the line breaks."""
        address = f"ws://127.0.0.1:{installation.talk_port}/"
        try:
            async with connect(address, origin=Origin(installation.address), open_timeout=60) as line:
                await line.send(json.dumps({"type": "hello", "ticket": ticket}))
                async with asyncio.TaskGroup() as both:
                    both.create_task(self._hear(line))
                    both.create_task(self._speak(line))
        except* (OSError, WebSocketException):
            pass  # the line broke: that is what the test is about

    async def _hear(self, line: ClientConnection) -> None:
        while not self.over:
            message = await line.recv()
            if isinstance(message, bytes):
                self.quiet_at = max(self.quiet_at, time.monotonic()) + (len(message) - 4) / 2 / RATE
                continue
            said: dict[str, Any] = json.loads(message)
            match said["type"]:
                case "ready":
                    await line.send(json.dumps({"type": "begin", "heard_last": True}))
                    self.after.append(said["lines"])
                case "manager":
                    self.told.append(("manager", said["text"]))
                case "client" if not said["again"]:
                    self.told.append(("client", said["text"]))
                    self.answered += 1
                case "over":
                    self.over = True

    async def _speak(self, line: ClientConnection) -> None:
        begun = len(self.after)
        while len(self.after) == begun and not self.over:
            await asyncio.sleep(0.02)
        await self._send(line, bytes(FRAME * 2 * 30))
        while self.number < len(self.lines) and not self.over:
            answered = self.answered
            await self._send(line, to_wire(self.lines[self.number]))
            for _ in range(200):  # four seconds of silence: an answer, or the next line
                if (self.answered > answered and time.monotonic() > self.quiet_at) or self.over:
                    break
                await self._send(line, bytes(FRAME * 2))
            self.number += 1
        await line.send(json.dumps({"type": "hang_up"}))

    async def _send(self, line: ClientConnection, data: bytes) -> None:
        for start in range(0, len(data), FRAME * 2):
            await line.send(data[start : start + FRAME * 2])
            self.sent += len(data[start : start + FRAME * 2]) // 2
            await asyncio.sleep(FRAME / RATE)


@pytest.fixture
def installation() -> Iterator[Installation]:
    with place.folder() as data_dir:
        made = Installation(data_dir, extra={"MENTOR_TALK_MODEL": NAME})
        try:
            made.start(within=300.0)
            yield made
        finally:
            made.stop()


def company_of(installation: Installation, ticket: str) -> int:
    return int(
        installation.run(f"from mentor.trainer import voiced\nprint(voiced.read_ticket({ticket!r}).company)")
    )


def book(installation: Installation, company: int) -> list[dict[str, Any]]:
    """Every talk as it is kept, with a fresh ticket to it."""
    found: list[dict[str, Any]] = json.loads(installation.run(BOOK.format(company=company)).splitlines()[-1])
    return found


def voice_process(installation: Installation) -> int:
    return next(pid for pid, line in installation.children().items() if "config.voice" in line)


def recorded_s(installation: Installation, talk: dict[str, Any]) -> float:
    path = installation.folder / "talks" / talk["folder"] / "manager.pcm"
    return path.stat().st_size / 2 / RATE if path.exists() else 0.0


async def cut_off(
    installation: Installation, phones: list[Phone], tickets: list[str], after: float, kill: bool
) -> None:
    """All phones talk; after so many seconds the process is killed, or every line is dropped without a word."""
    talking = [
        asyncio.ensure_future(phone.talk(installation, t)) for phone, t in zip(phones, tickets, strict=True)
    ]
    called, begun = time.monotonic(), len(phones[0].after)
    while any(len(phone.after) == begun for phone in phones) and not any(each.done() for each in talking):
        await asyncio.sleep(0.05)
    print(f"on the line after {time.monotonic() - called:.1f} s")
    await asyncio.sleep(after)
    if kill:
        os.kill(voice_process(installation), signal.SIGKILL)
        killed = time.monotonic()
        await asyncio.wait(talking)
        installation.wait_until(lambda: answers(installation), within=60)
        print(f"killed; answers again after {time.monotonic() - killed:.1f} s")
        return
    for each in talking:
        each.cancel()
    await asyncio.wait(talking)


def nothing_said_is_lost(phone: Phone, turns: list[dict[str, Any]]) -> None:
    """Every line that the manager was told of stands in the talk, in its order."""
    kept = iter([("client", "")] + [(who, turn[who]) for turn in turns for who in ("manager", "client")])
    who, text = next(kept)
    for side, words in phone.told:
        while not (side == who and words in text):
            following = next(kept, None)
            assert following is not None, (side, words, turns)
            who, text = following


def test_a_killed_voice_process_and_a_broken_line_lose_nothing_that_was_said(
    installation: Installation,
) -> None:
    made = place.inside(installation.folder, "voice_company", 3)
    company = company_of(installation, made["tickets"][0])
    draw, lines = random.Random(), [spoken(text) for text in LINES]
    phones = [Phone(lines) for _ in made["tickets"]]
    seen: dict[int, list[dict[str, Any]]] = {}
    tickets = made["tickets"]
    for number in range(5):
        installation.wait_until(lambda: answers(installation), within=60)
        sent = [phone.sent for phone in phones]
        before = [recorded_s(installation, talk) for talk in book(installation, company)]
        asyncio.run(cut_off(installation, phones, tickets, draw.uniform(4, 12), kill=number != 2))
        now = book(installation, company)
        for phone, talk, had, was in zip(phones, now, before, sent, strict=True):
            said_s = (phone.sent - was) / RATE
            missing = had + said_s - recorded_s(installation, talk)
            print(number, "turns", talk["turn"], "told", len(phone.told), f"missing {missing:.2f} s")
            assert talk["outcome"] or missing <= LOST_S
            earlier = seen.get(talk["talk"], [])
            assert talk["turns"][: len(earlier)] == earlier
            seen[talk["talk"]] = talk["turns"]
        tickets = [talk["ticket"] for talk in now]
    installation.wait_until(lambda: answers(installation), within=60)
    asyncio.run(to_the_end(installation, phones, tickets))
    installation.wait_until(lambda: all(talk["graded"] for talk in book(installation, company)), within=120)
    for phone, talk in zip(phones, book(installation, company), strict=True):
        assert [turn["number"] for turn in talk["turns"]] == list(range(1, talk["turn"] + 1))
        assert talk["turns"][: len(seen[talk["talk"]])] == seen[talk["talk"]]
        assert all(turn["manager_start"] is not None for turn in talk["turns"] if turn["manager"])
        assert talk["recorded"]
        nothing_said_is_lost(phone, talk["turns"])


async def to_the_end(installation: Installation, phones: list[Phone], tickets: list[str]) -> None:
    await asyncio.gather(*(phone.talk(installation, t) for phone, t in zip(phones, tickets, strict=True)))
