"""Acts that tell that this is no sales talk, or that the line broke."""

from __future__ import annotations

from pathlib import Path

from ...text.cues import Cues, Span, load_cues
from ...text.normal import normalise
from .acts import Act

_CUES = load_cues(Path(__file__).with_name("cues") / "not_sales.txt")
MACHINE = _CUES["machine"]
WRONG = _CUES["wrong"]
SERVICE = _CUES["service"]
INTERNAL = _CUES["internal"]
LINE = _CUES["line"]
_TRAIL = ("...", "…")


def looks_cut(text: str) -> bool:
    """Does the utterance break off: dots at an end, or a torn word at the end of an unpunctuated one."""
    stripped = text.strip()
    return stripped.endswith(_TRAIL) or stripped.startswith(_TRAIL) or stripped.endswith(("-", "—"))


def tag_common(text: str) -> dict[Act, Span]:
    """Acts that either side may do."""
    found: dict[Act, Span] = {}
    for act, cue in _COMMON:
        place = cue.find(text)
        if place is not None:
            found[act] = place
    if looks_cut(text):
        found["cut_off"] = Span(max(0, len(text) - 1), len(text))
    return found


def words_in(text: str) -> int:
    """How many words an utterance has."""
    return len(normalise(text).words)


_COMMON: tuple[tuple[Act, Cues], ...] = (
    ("machine", MACHINE), ("wrong_number", WRONG), ("service", SERVICE), ("internal", INTERNAL), ("line_bad", LINE),
)  # fmt: skip
