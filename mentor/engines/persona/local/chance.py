"""The seed's choices: the same key, the same choice, on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def pick(key: str, options: Sequence[T]) -> T:
    """One of ``options`` (at least one) by ``key``."""
    digest = hashlib.sha256(key.encode()).digest()
    return options[int.from_bytes(digest[:8], "big") % len(options)]
