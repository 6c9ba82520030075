"""Speech to text: one lane of audio in, words with times out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..voice_activity.port import Span


@dataclass(frozen=True, slots=True)
class Segment:
    """A recognised stretch: seconds from the start of the lane; ``confidence`` 0–1 or None where unknown."""

    text: str
    start: float
    end: float
    confidence: float | None = None


class SpeechToText(Protocol):
    """One model copy a process. Raises ``ModelMissingError`` where the model is not on the machine."""

    name: str

    def transcribe(
        self, samples: NDArray[np.float32], sample_rate: int, *, speech: Sequence[Span] | None = None
    ) -> tuple[Segment, ...]:
        """``samples``: mono, -1…1, shape (n,). ``speech``: where somebody speaks, if that is known already."""
        ...
