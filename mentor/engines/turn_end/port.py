"""Turn end: sound of a turn that has just fallen silent in, how sure it is that the turn is over out."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class TurnEnd(Protocol):
    """Raises ``EngineError``; may be asked from several threads."""

    name: str

    def finished(self, samples: NDArray[np.float32]) -> float | None:
        """``samples``: the turn so far, mono, -1…1, 16 kHz, shape (n,). 0 (will go on) … 1 (is over); None: cannot
        tell by the sound, ask the words and the silence."""
        ...


class SilenceAlone:
    """Where no network is here: it never knows, so silence and words decide."""

    name = "silence"

    def finished(self, samples: NDArray[np.float32]) -> float | None:  # noqa: ARG002 - the port's signature
        """None."""
        return None
