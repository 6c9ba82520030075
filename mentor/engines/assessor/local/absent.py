"""Somebody else picked up and the client is not there: nobody was sold anything to (the rubric's «недозвон»)."""

from __future__ import annotations

from pathlib import Path

from ...text.cues import load_cues
from .acts import TaggedCall

_CUES = load_cues(Path(__file__).with_name("cues") / "absent.txt")
MOST_TURNS = 4


def client_is_absent(call: TaggedCall) -> bool:
    """A few turns of the other side, one saying that the client is away and one that somebody else speaks."""
    theirs = [call.text(i) for i in call.of("client")]
    if not 0 < len(theirs) <= MOST_TURNS:
        return False
    away = any(text in _CUES["absent"] for text in theirs)
    return away and any(text in _CUES["relative"] for text in theirs)
