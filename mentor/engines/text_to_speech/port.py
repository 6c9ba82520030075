"""Text to speech: a Russian sentence in, samples out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Speech:
    """Mono samples -1…1, shape (n,), at ``sample_rate`` Hz."""

    samples: NDArray[np.float32]
    sample_rate: int


class TextToSpeech(Protocol):
    """Raises ``EngineError``."""

    name: str

    def speak(self, text: str, *, voice: str | None = None, rate: float = 1.0, pitch: float = 1.0) -> Speech:
        """``rate`` and ``pitch`` are relative to the voice's own (1.0)."""
        ...
