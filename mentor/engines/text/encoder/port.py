"""What turns sentences into vectors whose cosine tells how near their meanings are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]


class SentenceEncoder(Protocol):
    """One model; safe to share between threads."""

    name: str

    def ready(self) -> bool:
        """Whether its files are on the machine; loads nothing."""
        ...

    def fingerprint(self) -> str:
        """Tells one version of the model's files from another. Raises ``EngineError``."""
        ...

    def encode(self, texts: Sequence[str]) -> Rows:
        """Unit rows of float32, one a text, shape ``(len(texts), n)``.

        Raises ``ModelMissingError`` where files are missing, ``EngineError`` where they are broken.
        """
        ...
