"""Doubles of telephonies: calls as they really were, and the events that tell of them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from mentor.calls.tests.samples import wav
from mentor.providers.tests.doubles import Asked, Delivery, Double, Said, listening

__all__ = ["Asked", "Delivery", "Exchange", "Said", "Talk", "listening", "talks"]

SOUND = wav(0.4)


@dataclass(frozen=True)
class Talk:
    """A call as it really was."""

    key: str
    began: datetime
    direction: str = "in"
    manager: str = "101"
    client: str = "79000000201"
    talk_s: int = 40
    missed: bool = False


def talks(count: int, now: datetime, seed: int = 1) -> list[Talk]:
    """Calls of the last hours, in and out, some of them missed."""
    dice = random.Random(seed)
    made = []
    for number in range(count):
        missed = dice.random() < 0.25
        made.append(
            Talk(
                key=f"call-{number}",
                began=(now - timedelta(minutes=5 + 3 * number)).replace(microsecond=0),
                direction=dice.choice(("in", "out")),
                manager=dice.choice(("101", "102")),
                client=f"790000002{number:02d}",
                talk_s=0 if missed else dice.randrange(5, 300),
                missed=missed,
            )
        )
    return made


class Exchange(Double):
    """A double of a telephony: ``events_of`` says what is sent of a call, in order."""

    code: ClassVar[str]
    has_history: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self.talks: list[Talk] = []

    def settings(self) -> dict[str, str]:
        raise NotImplementedError

    def secrets(self) -> dict[str, str]:
        raise NotImplementedError

    def events_of(self, talk: Talk) -> list[Delivery]:
        raise NotImplementedError

    def respond(self, asked: Asked) -> Said:
        if asked.path.startswith("/sound/") and asked.path not in self.script:
            self.asked.append(asked)
            return Said(200, SOUND + asked.path.encode(), {"Content-Type": "audio/wav"})
        return super().respond(asked)
