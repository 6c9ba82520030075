"""Parts of one conversation, recorded apart, as one recording."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .errors import AudioError
from .lanes import decode
from .source import DEFAULT_LIMITS, Limits, probe

HIGHEST_RATE = 16_000  # Hz; telephone speech has nothing above


def join(parts: Sequence[Path], out: Path, *, limits: Limits = DEFAULT_LIMITS) -> None:
    """Writes the parts one after the other to ``out`` as WAV, 16 bit, at the highest rate among them up to 16 kHz.

    Two lanes where any part has two: a part of one lane then stands in both. Raises ``AudioError``, ``too_long`` where
    all of it is longer than the limits allow.
    """
    about = [probe(part, limits=limits) for part in parts]
    rate = min(HIGHEST_RATE, max(each.sample_rate for each in about))
    lanes = 2 if any(each.channels > 1 for each in about) else 1
    most, written = limits.max_duration * rate, 0
    with wave.open(str(out), "wb") as file:
        file.setnchannels(lanes)
        file.setsampwidth(2)
        file.setframerate(rate)
        for part, each in zip(parts, about, strict=True):
            for block in decode(part, rate=rate, lanes=min(lanes, each.channels), limits=limits):
                written += block.shape[1]
                if written > most:
                    raise AudioError("too_long")
                wide = np.broadcast_to(block, (lanes, block.shape[1]))
                file.writeframes((np.clip(wide.T, -1, 1) * 32767).astype("<i2").tobytes())
