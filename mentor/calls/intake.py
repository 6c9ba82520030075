"""A call at the door, checked and typed, before anything is written. API, upload page and folder all build this."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class SuppliedUtterance:
    """One turn of a transcript that the telephony made; ``start`` and ``end`` in seconds or None."""

    speaker: Literal["manager", "client", "unknown"]
    text: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A recording lying in a temporary file, already probed as decodable audio."""

    path: Path
    sha256: str
    size: int
    original_name: str


@dataclass(frozen=True, slots=True)
class NewCall:
    """What a source says about one call.

    ``started_at`` is aware; ``duration_s`` in seconds; ``client_phone`` as it came, empty for a hidden number;
    a call that nobody answered has ``missed`` set; ``recording_awaited``: the source will bring a recording later.
    """

    source: str
    source_call_id: str
    direction: Literal["in", "out"]
    started_at: datetime
    duration_s: float
    purpose: Literal["live", "history", "reference", "training"] = "live"
    manager_extension: str = ""
    manager_email: str = ""
    client_phone: str = ""
    client_name: str = ""
    deal_id: str = ""
    missed: bool = False
    transcript: tuple[SuppliedUtterance, ...] | None = None
    recording: IncomingFile | None = None
    recording_url: str = ""
    recording_awaited: bool = False
