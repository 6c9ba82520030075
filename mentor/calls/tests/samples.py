"""Calls and recordings for the tests of the doors."""

from __future__ import annotations

import io
import json
import math
import struct
import wave
from typing import Any

REMOVED = object()


def call_json(**changes: Any) -> dict[str, Any]:
    """A call that every door takes; ``REMOVED`` takes a field out."""
    call = {
        "source": "mango",
        "source_call_id": "c-1",
        "direction": "in",
        "started_at": "2026-03-02T14:20:00+03:00",
        "duration_s": 61.5,
        "manager": {"extension": "101"},
        "client": {"phone": "+7 912 345-67-89", "name": "Ирина"},
    }
    call.update(changes)
    return {name: value for name, value in call.items() if value is not REMOVED}


def raw(**changes: Any) -> bytes:
    return json.dumps(call_json(**changes)).encode()


def wav(seconds: float = 1.0, rate: int = 8000) -> bytes:
    """A quiet tone, mono, 16 bit."""
    samples = (int(9000 * math.sin(at / 7)) for at in range(int(seconds * rate)))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return out.getvalue()
