"""Engines and a desk that do as they are told; sound is silence or a plain tone, time is the sound that was pushed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from mentor.engines.persona.port import Ending, Heard, Line, Persona, Play, Reply, TalkState, Turned
from mentor.engines.persona.scenario import Character, Goal, Scenario
from mentor.engines.profile import CompanyProfile
from mentor.engines.speech_to_text.port import Segment
from mentor.engines.text_to_speech.port import Speech
from mentor.engines.text_to_speech.reading import ReadingTextToSpeech
from mentor.engines.voice_activity.live import RATE, WINDOW
from mentor.voice.desk import Kept, Opened
from mentor.voice.engines import Engines
from mentor.voice.lanes import Lanes
from mentor.voice.sound import Samples, to_wire
from mentor.voice.talk import Talk

SCENARIO = Scenario(
    kind="objection",
    title="Дорого",
    stage=4,
    direction="out",
    character=Character(name="Ольга", feminine=True, portrait="", need=""),
    doubts=(),
    goal=Goal("meeting", "встреча"),
)
PLAY = Play(SCENARIO, CompanyProfile(name="Ясный вид"))
OPENING = "Алло?"
START = TalkState(0.5, 0.5, 0.5, (), lines=(Line("client", OPENING),))


class AtOnce(Executor):
    """Work is done where it is asked for."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except BaseException as problem:
            done.set_exception(problem)
        return done


class Loud:
    """A window that is not silent is a voice."""

    name = "scripted"

    def __init__(self) -> None:
        self._rest: Samples = np.zeros(0, np.float32)

    def open(self) -> Loud:
        return Loud()

    def push(self, samples: Samples) -> tuple[float, ...]:
        joined = np.concatenate([self._rest, samples])
        whole = len(joined) // WINDOW
        self._rest = joined[whole * WINDOW :]
        levels = np.abs(joined[: whole * WINDOW]).reshape(-1, WINDOW).mean(axis=1)
        return tuple(float(level > 0.01) for level in levels)


@dataclass
class Says:
    """A recogniser that hears what the script says, one text a stretch; then nothing."""

    texts: list[str]
    name: str = "scripted"

    def transcribe(self, samples: Samples, sample_rate: int, **_: Any) -> tuple[Segment, ...]:
        text = self.texts.pop(0) if self.texts else ""
        return (Segment(text, 0.0, len(samples) / sample_rate),) if text else ()


@dataclass
class Ends:
    """How sure the melody is, turn by turn; then it is sure."""

    sure: list[float | None] = field(default_factory=list)
    name: str = "scripted"

    def finished(self, samples: Samples) -> float | None:
        return self.sure.pop(0) if self.sure else 0.9


class Tone:
    """A tenth of a second of tone for each letter."""

    name = "scripted"

    def speak(self, text: str, **_: Any) -> Speech:
        return Speech(np.full(len(text) * RATE // 10, 0.5, np.float32), RATE)


@dataclass
class Client:
    """Answers «Ответ N.»; hangs up where the manager says «бросьте», cuts in where ``cuts`` says so."""

    cuts: bool = False
    heard: list[Heard] = field(default_factory=list)
    name: str = "scripted"
    drafts: bool = True

    def open(self, play: Play) -> Turned:
        return Turned(START, Reply((OPENING,)))

    def stream(self, play: Play, state: TalkState, heard: Heard) -> Generator[str, None, Turned]:
        self.heard.append(heard)
        words = f"Ответ {state.turn + 1}."
        ending: Ending | None = "hung_up" if "бросьте" in heard.text else None
        yield words
        yield "Слушаю вас."
        lines = (*state.lines, Line("manager", heard.text), Line("client", words))
        after = replace(state, turn=state.turn + 1, lines=lines, ending=ending)
        return Turned(after, Reply((words, "Слушаю вас."), ending=ending, engine=self.name))

    def interrupts(self, play: Play, state: TalkState, heard: Heard) -> bool:
        return self.cuts


@dataclass
class Book:
    """A desk in memory; ``persona`` is put in by whoever makes the talk."""

    persona: Persona = field(default_factory=Client)
    state: TalkState = START
    kept: list[Kept] = field(default_factory=list)
    ended: str = ""
    sealed: int = 0
    stresses: dict[str, str] = field(default_factory=dict)

    def open(self) -> Opened:
        return Opened(
            self.persona, PLAY, self.state, self.state.lines, self.state.ending, stresses=self.stresses
        )

    def keep(self, turn: Kept) -> None:
        self.kept.append(turn)
        self.state = turn.turned.state

    def end(self) -> None:
        self.ended = "stopped"

    def seal(self) -> None:
        self.sealed += 1


@dataclass
class Browser:
    """What came over the line."""

    told: list[dict[str, Any]] = field(default_factory=list)
    sounds: list[bytes] = field(default_factory=list)

    async def tell(self, message: dict[str, object]) -> None:
        self.told.append(message)

    async def sound(self, data: bytes) -> None:
        self.sounds.append(data)

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.told if message["type"] == kind]


def engines(
    texts: Sequence[str] = (),
    *,
    sure: Sequence[float | None] = (),
    deaf: bool = False,
) -> Engines:
    return Engines(
        activity=Loud(),
        turn_end=Ends(list(sure)),
        recogniser=None if deaf else Says(list(texts)),
        speech=ReadingTextToSpeech(Tone()),
        threads=AtOnce(),
        deaf_why="нет распознавателя" if deaf else "",
    )


@dataclass
class Stage:
    """A talk on virtual time: the clock is the sound that the microphone has sent."""

    talk: Talk
    browser: Browser
    book: Book
    lanes: Lanes
    pushed: list[float]

    async def sound(self, seconds: float, *, loud: bool) -> None:
        """Frames of 20 ms, everything that they cause done before the next."""
        frame = to_wire(np.full(RATE // 50, 0.5 if loud else 0.0, np.float32))
        for _ in range(round(seconds * 50)):
            self.pushed[0] += 0.02
            await self.talk.hear(frame)
            await settle()

    async def speak(self, seconds: float = 1.0) -> None:
        await self.sound(seconds, loud=True)

    async def quiet(self, seconds: float = 1.0) -> None:
        await self.sound(seconds, loud=False)


async def settle() -> None:
    for _ in range(40):
        await asyncio.sleep(0)


def stage(folder: Path, made: Engines, book: Book | None = None) -> Stage:
    pushed = [0.0]
    kept, browser, lanes = book or Book(), Browser(), Lanes(folder)
    talk = Talk(kept, made, lanes, browser, clock=lambda: pushed[0])
    return Stage(talk, browser, kept, lanes, pushed)
