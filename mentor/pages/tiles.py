"""A figure on its way to the ``tile`` part."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tile:
    """Arguments of the ``tile`` part."""

    label: str
    value: str
    compare: str = ""
    tone: str = "neutral"
    note: str = ""
    badge: str = ""
    badge_tone: str = "neutral"
    why_url: str = ""
    why: str = ""
