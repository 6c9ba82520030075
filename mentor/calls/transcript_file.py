"""A transcript in a file of its own: JSON as in the API, or plain lines «Менеджер: …»."""

from __future__ import annotations

import json
import re
from typing import Any

from .batch_csv import text_of
from .messages import problem

FIELD = "transcript"
_SPEAKERS = {
    **dict.fromkeys(("менеджер", "оператор", "manager", "м"), "manager"),
    **dict.fromkeys(("клиент", "client", "к"), "client"),
    **dict.fromkeys(("неизвестно", "unknown"), "unknown"),
}
_LINE = re.compile(r"\s*(?:\[(?P<clock>(?:\d+:)?\d{1,3}:\d{2})\]\s*)?(?P<who>\w+)\s*:\s*(?P<text>.*)")


def utterances_of(name: str, data: bytes) -> list[dict[str, Any]]:
    """Utterances as the payload wants them; whether they are right is the payload's to say.

    Lines may begin with their time, ``[1:05] Клиент: …``; a line without a speaker goes on with the one before.
    Raises ``Problem``.
    """
    if name.lower().endswith(".json"):
        return _from_json(data)
    turns: list[dict[str, Any]] = []
    for line in text_of(data, "text_encoding").splitlines():
        found = _LINE.fullmatch(line)
        who = _SPEAKERS.get(found["who"].lower()) if found else None
        if found and who:
            turn: dict[str, Any] = {"speaker": who, "text": found["text"].strip()}
            if found["clock"]:
                turn["start"] = _seconds(found["clock"])
            turns.append(turn)
        elif line.strip():
            if not turns:
                raise problem("transcript_lines", FIELD)
            turns[-1]["text"] = f"{turns[-1]['text']} {line.strip()}".strip()
    if not turns:
        raise problem("empty", FIELD)
    return turns


def _from_json(data: bytes) -> list[dict[str, Any]]:
    try:
        found = json.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        raise problem("malformed_json", FIELD, place="") from None
    turns = found.get("utterances") if isinstance(found, dict) else found
    if not isinstance(turns, list):
        raise problem("wrong_type", FIELD, expected="список реплик")
    return turns


def _seconds(clock: str) -> float:
    total = 0.0
    for part in clock.split(":"):
        total = total * 60 + int(part)
    return total
