"""Acts of the closing: a step proposed, a time named, agreements recalled, thanks and goodbye."""

from __future__ import annotations

from pathlib import Path

from ...text.cues import Cues, Span, load_cues
from .acts import Act
from .client import TIME

_CUES = load_cues(Path(__file__).with_name("cues") / "closing.txt")
PROPOSES = _CUES["proposes"]
INVITES = _CUES["invites"]
RECAPS = _CUES["recaps"]
BYES = _CUES["byes"]
THANKS = _CUES["thanks"]
SENDS = _CUES["sends"]


def tag_closing(text: str) -> dict[Act, Span]:
    """Closing acts of a manager's utterance by wording alone."""
    found: dict[Act, Span] = {}
    for act, cue in _CLOSING:
        place = cue.find(text)
        if place is not None:
            found[act] = place
    return found


_CLOSING: tuple[tuple[Act, Cues], ...] = (
    ("propose", PROPOSES),
    ("invite_to_call", INVITES),
    ("recap", RECAPS),
    ("bye", BYES),
    ("thanks", THANKS),
    ("sends", SENDS),
    ("time", TIME),
)
