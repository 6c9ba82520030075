"""Was anybody of the client's spoken to at all."""

from __future__ import annotations

from ...assessor.local.acts import TaggedCall
from ...text.normal import normalise
from ...text.vectors import is_known
from .cues import CUES

FEW_TURNS = 4


def nobody_reached(call: TaggedCall) -> bool:
    """Did a machine answer, and nobody after it: few turns of the other side, and one of them is a machine's."""
    others = call.of("client")
    if not others:
        return True
    machine = [i for i in others if call.text(i) in CUES["machine"] or call.has(i, "machine")]
    return bool(machine) and len(others) <= FEW_TURNS and len(machine) * 2 >= len(others)


def client_is_understood(call: TaggedCall) -> bool:
    """Are at least half of the client's words known Russian ones: in another language no assent is read."""
    words = [word for i in call.of("client") for word in normalise(call.text(i)).words]
    return bool(words) and 2 * sum(not word.isascii() and is_known(word) for word in words) >= len(words)
