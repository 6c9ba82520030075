"""Sound on the wire: 16-bit little-endian samples, mono, 16 kHz both ways."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from mentor.engines.text_to_speech.port import Speech
from mentor.engines.voice_activity.live import RATE

Samples = NDArray[np.float32]


def from_wire(data: bytes) -> Samples:
    """Samples -1…1; an odd last byte is dropped."""
    pcm = np.frombuffer(data[: len(data) // 2 * 2], dtype="<i2")
    return pcm.astype(np.float32) / np.float32(32768)


def to_wire(samples: Samples) -> bytes:
    """The same, back."""
    return np.round(np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()


def at_wire_rate(speech: Speech) -> Samples:
    """A voice's samples at 16 kHz. What lies over 8 kHz is taken off first, so that it does not fold back."""
    if speech.sample_rate == RATE:
        return speech.samples
    wanted = round(len(speech.samples) * RATE / speech.sample_rate)
    if speech.sample_rate < RATE:
        places = np.arange(wanted) * (speech.sample_rate / RATE)
        between: Samples = np.interp(places, np.arange(len(speech.samples)), speech.samples).astype(
            np.float32
        )
        return between
    # A length of small factors: one that is a large prime takes five times as long.
    step = speech.sample_rate // math.gcd(speech.sample_rate, RATE) * 5
    whole = np.pad(speech.samples, (0, -len(speech.samples) % step))
    brought_to = len(whole) * RATE // speech.sample_rate
    kept = np.fft.rfft(whole)[: brought_to // 2 + 1]
    brought: Samples = (np.fft.irfft(kept, brought_to) * (brought_to / len(whole))).astype(np.float32)
    return brought[:wanted]
