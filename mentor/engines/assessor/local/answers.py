"""Acts of handling an objection: joining, asking what is behind it, substance, checking, arguing, giving in."""

from __future__ import annotations

from pathlib import Path

from ...text.cues import Cues, Span, load_cues
from ...text.normal import normalise
from ...text.numbers import numbers
from .acts import Act

_CUES = load_cues(Path(__file__).with_name("cues") / "answers.txt")
JOINS = _CUES["joins"]
CLARIFIES = _CUES["clarifies"]
CHECKS = _CUES["checks"]
ARGUES = _CUES["argues"]
CONCEDES = _CUES["concedes"]


def tag_answers(text: str) -> dict[Act, Span]:
    """Handling acts of a manager's utterance by wording alone."""
    found: dict[Act, Span] = {}
    for act, cue in _ANSWERS:
        place = cue.find(text)
        if place is not None:
            found[act] = place
    if "clarify" in found and "?" not in text and any(c in text for c in ".!,"):
        del found["clarify"]
    words = normalise(text).words
    if len(words) >= 12 or (len(words) >= 8 and numbers(text)):
        found["substance"] = Span(0, 1)
    return found


_ANSWERS: tuple[tuple[Act, Cues], ...] = (
    ("join", JOINS), ("clarify", CLARIFIES), ("check", CHECKS), ("argue", ARGUES), ("concede", CONCEDES),
)  # fmt: skip
