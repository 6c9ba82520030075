"""Wordings that hardly ever mean anything but an objection, by kind. The wider cues in ``client`` may be chance."""

from __future__ import annotations

from pathlib import Path

from ...text.cues import Cues, load_cues
from ..port import OBJECTION_KINDS, ObjectionKind

_CUES = load_cues(Path(__file__).with_name("cues") / "plain_objections.txt")
PLAIN: dict[ObjectionKind, Cues] = {kind: _CUES[f"plain.{kind}"] for kind in OBJECTION_KINDS}


def plain_kinds(text: str) -> list[ObjectionKind]:
    """Kinds whose plain wordings occur in a client's utterance."""
    return [kind for kind, cue in PLAIN.items() if text in cue]
