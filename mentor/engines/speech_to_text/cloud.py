"""Recognisers on the internet: a lane goes up as Ogg Opus, the service works on it, the words are fetched.

Sending recordings to somebody else's machine is the company's decision: these engines work only where settings
name them.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..audio.opus import OpusWriter
from ..cloud_speech.line import CloudLine
from ..errors import EngineError
from ..voice_activity.energy import EnergyVoiceActivity
from ..voice_activity.port import Span, VoiceActivity
from .pieces import pieces
from .port import Portion, Segment

SAMPLE_RATES = (8_000, 12_000, 16_000, 24_000, 48_000)  # what Opus takes in
_FIRST_LOOK_S, _LONGEST_LOOK_S = 1.0, 10.0
_LEAST_WAIT_S = 300.0


class Service(Protocol):
    """One cloud. ``longest``: seconds of one request; ``most_bytes``: of one upload."""

    @property
    def name(self) -> str: ...

    @property
    def line(self) -> CloudLine: ...

    @property
    def longest(self) -> float: ...

    @property
    def most_bytes(self) -> int: ...

    def submit(self, ogg: bytes, sample_rate: int) -> str:
        """Begin the work; returns what it is known by."""
        ...

    def result(self, task: str) -> str | None:
        """Where the result of a finished task lies, None while it is worked on. Raises ``EngineError``."""
        ...

    def segments(self, result: str) -> tuple[Segment, ...]:
        """Segments with times from the start of the upload."""
        ...


class CloudSpeechToText:
    """The same port as a recogniser on this machine; safe to share between threads.

    A request is paid for and counted, so a lane goes in few large portions: five minutes are 19 MB here.
    """

    portion = Portion(longest=300.0, join=10.0)

    def __init__(
        self,
        service: Service,
        *,
        activity: VoiceActivity | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = service.name
        self._service, self._clock = service, clock
        self._activity = activity or EnergyVoiceActivity()

    def ready(self) -> bool:
        """A service is asked, not looked for."""
        return True

    def transcribe(
        self, samples: NDArray[np.float32], sample_rate: int, *, speech: Sequence[Span] | None = None
    ) -> tuple[Segment, ...]:
        """Segments of one lane; silence is not sent. Raises ``EngineError``."""
        if sample_rate not in SAMPLE_RATES:
            raise EngineError(f"Распознавание не принимает звук с частотой {sample_rate} Гц.", permanent=True)
        spans = self._activity.speech(samples, sample_rate) if speech is None else speech
        if not spans:
            return ()
        whole = [Span(spans[0].start, spans[-1].end)]
        found: list[Segment] = []
        for piece in pieces(samples, sample_rate, whole, self._service.longest):
            part = samples[int(piece.start * sample_rate) : int(piece.end * sample_rate)]
            found.extend(one.later(piece.start) for one in self._piece(part, sample_rate))
        return tuple(found)

    def _piece(self, part: NDArray[np.float32], sample_rate: int) -> tuple[Segment, ...]:
        ogg = _encoded(part, sample_rate)
        if len(ogg) > self._service.most_bytes:
            raise EngineError("Запись больше, чем принимает сервис распознавания.", permanent=True)
        task = self._service.submit(ogg, sample_rate)
        deadline = self._clock() + max(_LEAST_WAIT_S, len(part) / sample_rate)
        pause = _FIRST_LOOK_S
        while (result := self._service.result(task)) is None:
            if self._clock() >= deadline:
                raise EngineError(
                    f"{self._service.line.service}: сервис не закончил распознавание вовремя, попробуем ещё раз.",
                    permanent=False,
                )
            self._service.line.pause(pause)
            pause = min(pause * 2, _LONGEST_LOOK_S)
        return self._service.segments(result)


def _encoded(part: NDArray[np.float32], sample_rate: int) -> bytes:
    with tempfile.TemporaryDirectory(prefix="mentor-cloud-") as folder:
        path = Path(folder) / "lane.ogg"
        with OpusWriter(path, sample_rate=sample_rate, lanes=1) as writer:
            for start in range(0, len(part), sample_rate * 10):
                writer.push(part[None, start : start + sample_rate * 10])
        return path.read_bytes()
