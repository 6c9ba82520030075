"""Voice activity: where in a lane somebody speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds from the start of the lane, ``end`` exclusive."""

    start: float
    end: float


class VoiceActivity(Protocol):
    """Same input, same output; spans are sorted and do not overlap."""

    name: str

    def speech(self, samples: NDArray[np.float32], sample_rate: int) -> tuple[Span, ...]:
        """``samples``: mono, -1…1, shape (n,)."""
        ...
