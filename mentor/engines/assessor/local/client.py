"""Acts of the client: objections by kind, refusal, evasion, agreement, a time of their own, taking it back."""

from __future__ import annotations

from pathlib import Path

from ...text.cues import Cues, Span, load_cues
from ..port import OBJECTION_KINDS, ObjectionKind
from .acts import Act

_CUES = load_cues(Path(__file__).with_name("cues") / "client.txt")
OBJECTION_CUES: dict[ObjectionKind, Cues] = {
    kind: _CUES[f"objection_cues.{kind}"] for kind in OBJECTION_KINDS
}
REFUSES = _CUES["refuses"]
BOUGHT = _CUES["bought"]
EVADES = _CUES["evades"]
AGREES = _CUES["agrees"]
HALF = _CUES["half"]
TIME = _CUES["time"]
TAKES_BACK = _CUES["takes_back"]
ASKS_STEP = _CUES["asks_step"]
ACCEPTS = _CUES["accepts"]
ANGRY = _CUES["angry"]


def objection_kind_cues(text: str) -> list[tuple[ObjectionKind, Span]]:
    """Kinds of objection whose cues occur, with their places, in the catalogue's order of precedence."""
    hits: list[tuple[ObjectionKind, Span]] = []
    for kind, cue in OBJECTION_CUES.items():
        place = cue.find(text)
        if place is not None:
            hits.append((kind, place))
    return hits


_CLIENT: tuple[tuple[Act, Cues], ...] = (
    ("refuses", REFUSES),
    ("bought", BOUGHT),
    ("evades", EVADES),
    ("agrees", AGREES),
    ("half_agrees", HALF),
    ("sets_time", TIME),
    ("takes_back", TAKES_BACK),
    ("asks_step", ASKS_STEP),
    ("accepts_answer", ACCEPTS),
    ("angry", ANGRY),
)


def tag_client(text: str) -> dict[Act, Span]:
    """Acts of a client's utterance by their wording alone; the context decides later what they mean."""
    found: dict[Act, Span] = {}
    for act, cue in _CLIENT:
        place = cue.find(text)
        if place is not None:
            found[act] = place
    return found
