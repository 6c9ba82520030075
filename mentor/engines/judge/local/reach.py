"""Was anybody of the client's spoken to at all."""

from __future__ import annotations

from ...assessor.local.acts import TaggedCall
from .cues import CUES

FEW_TURNS = 4


def nobody_reached(call: TaggedCall) -> bool:
    """Did a machine answer, and nobody after it: few turns of the other side, and one of them is a machine's."""
    others = call.of("client")
    if not others:
        return True
    machine = [i for i in others if call.text(i) in CUES["machine"] or call.has(i, "machine")]
    return bool(machine) and len(others) <= FEW_TURNS and len(machine) * 2 >= len(others)
