"""Two times for the next step that respect what the client said about their day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ..conversation import Conversation
from ..text.cues import load_cues
from ..text.normal import normalise
from .speech import Chooser
from .wording import fill, frames

_AFTER = re.compile(r"\bпосле (пяти|шести|семи|восьми)\b")
_NEXT = {"пяти": "шесть", "шести": "семь", "семи": "восемь", "восьми": "половине девятого"}
_DAYS = {
    "понедельник": "в понедельник", "вторник": "во вторник", "среду": "в среду", "четверг": "в четверг",
    "пятницу": "в пятницу", "субботу": "в субботу", "воскресенье": "в воскресенье",
}  # fmt: skip
_DAY = re.compile(r"\bво? (" + "|".join(_DAYS) + r")\b")
_CUES = load_cues(Path(__file__).with_name("cues") / "hours.txt")
_FREE, _BUSY, _PAST, _WEEKEND = (_CUES[name] for name in ("free", "busy", "past", "weekend"))
_PARTS = ("evening", "morning", "lunch")


@dataclass(frozen=True, slots=True)
class Free:
    """What the client said of their time; empty where nothing was said."""

    part: str = ""
    after: str = ""
    day: str = ""


def free_time(call: Conversation) -> Free:
    """The client's own conditions; a manager's «вы просили после семи» repeats them."""
    for turn in reversed(call.utterances):
        words = normalise(turn.text).text
        after = _AFTER.search(words)
        if after and (turn.speaker != "manager" or turn.text in _CUES["asked_before"]):
            return Free("after", after=after.group(1))
        if turn.speaker == "manager" or turn.text in _PAST:
            continue
        found = _of_turn(turn.text, words)
        if found is not None:
            return found
    return Free()


def _of_turn(text: str, words: str) -> Free | None:
    day = _DAY.search(words)
    if day and text in _BUSY:
        return Free("not_weekend") if day.group(1) in ("субботу", "воскресенье") else None
    if day and text in _FREE:
        return Free("day", day=_DAYS[day.group(1)])
    if text in _WEEKEND and text not in _BUSY:
        return Free("weekend")
    for part in _PARTS:
        if text in _CUES[part]:
            return Free(part)
    return None


def two_times(call: Conversation, choose: Chooser) -> str:
    """«завтра после шести или послезавтра в семь»."""
    free = free_time(call)
    if not free.part:
        return choose.pick("times", frames("times"))
    slots = {"after": free.after, "next": _NEXT.get(free.after, ""), "day": free.day}
    return fill(choose.pick("times", frames(f"times_{free.part}")), slots)
