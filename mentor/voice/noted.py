"""The note of a manager's turn whose answer is not known yet: all that the same answer at the same place needs."""

from __future__ import annotations

from typing import Any

from mentor.engines.persona.port import Heard

from .ear import Turn

Span = tuple[float | None, float | None]


def note_of(turn: int, heard: Heard, span: Span) -> dict[str, object]:
    """``span``: seconds of the recording, None where the words were typed."""
    return {
        "turn": turn,
        "text": heard.text,
        "seconds": heard.seconds,
        "over": heard.over,
        "reply_heard": heard.reply_heard,
        "start": span[0],
        "end": span[1],
    }


def read_note(noted: dict[str, Any], offset: float) -> tuple[Heard, Turn | None]:
    """What was heard, and where: in seconds of an ear that began ``offset`` seconds into the recording.

    A note that says less (an older one) is the words alone.
    """
    start, end = _number(noted.get("start")), _number(noted.get("end"))
    heard = Heard(
        text=str(noted.get("text", "")),
        seconds=_number(noted.get("seconds")),
        over=noted.get("over") is True,
        reply_heard=1.0 if (share := _number(noted.get("reply_heard"))) is None else share,
    )
    if start is None or end is None:
        return heard, None
    return heard, Turn(heard.text, start - offset, end - offset)


def _number(found: object) -> float | None:
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None
