"""Diarization: which voice speaks when, in a lane that carries several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class VoiceTurn:
    """Seconds from the start of the lane; ``voice`` counts from 0 and means nothing between recordings."""

    voice: int
    start: float
    end: float


class Diarizer(Protocol):
    """One model copy a process. Raises ``ModelMissingError`` where the models are not on the machine."""

    name: str
    longest: float
    """Seconds of sound that are taken at once: diarization compares all of a recording with itself."""

    def ready(self) -> bool:
        """Whether the models are on this machine. Loads nothing."""
        ...

    def diarize(
        self, samples: NDArray[np.float32], sample_rate: int, voices: int = 2
    ) -> tuple[VoiceTurn, ...]:
        """Turns by start; ``samples``: mono, -1…1, shape (n,). ``voices``: how many people there are."""
        ...


def voice_at(turns: Sequence[VoiceTurn], start: float, end: float) -> int | None:
    """The voice that fills most of the time between ``start`` and ``end``, None where none is heard."""
    filled: dict[int, float] = {}
    for turn in turns:
        shared = min(turn.end, end) - max(turn.start, start)
        if shared > 0:
            filled[turn.voice] = filled.get(turn.voice, 0.0) + shared
    return max(filled, key=lambda voice: (filled[voice], -voice), default=None)
