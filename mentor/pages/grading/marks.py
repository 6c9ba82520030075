"""What the page sends as marked in the transcript: one JSON list, read with every mistake named. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mentor.analysis.grade import MOST_MARKS, HeardObjection, Mark
from mentor.engines.assessor.port import OBJECTION_KINDS

LONGEST_WORDS = 300


class MarksError(ValueError):
    """The list cannot be read; the message is for people."""


@dataclass(slots=True)
class Marks:
    """Everything marked, sorted by what it is."""

    passages: list[Mark] = field(default_factory=list)
    objections: list[HeardObjection] = field(default_factory=list)
    lost_at: tuple[int, str] | None = None


def read_marks(text: str, utterances: Sequence[Mapping[str, Any]]) -> Marks:
    """``[{"kind": "good"|"bad"|"objection"|"lost", "utterance", "quote", …}]``; raises ``MarksError``."""
    try:
        rows = json.loads(text or "[]")
    except (ValueError, RecursionError) as error:
        raise MarksError("Отметки не прочитались. Обновите страницу и отметьте места заново.") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise MarksError("Отметки не прочитались. Обновите страницу и отметьте места заново.")
    if len(rows) > MOST_MARKS:
        raise MarksError(f"Отметок больше {MOST_MARKS}: оставьте самые важные.")
    found = Marks()
    for row in rows:
        _add(found, row, *_place(row, utterances))
    return found


def _place(row: Mapping[str, Any], utterances: Sequence[Mapping[str, Any]]) -> tuple[int, str]:
    at, quote = row.get("utterance"), row.get("quote")
    if not isinstance(at, int) or isinstance(at, bool) or not 0 <= at < len(utterances):
        raise MarksError("Отмечена реплика, которой в этом звонке нет.")
    if not isinstance(quote, str) or not quote.strip() or quote not in utterances[at]["text"]:
        raise MarksError("Отмеченных слов нет в этой реплике: выделите их в расшифровке ещё раз.")
    return at, quote


def _add(found: Marks, row: Mapping[str, Any], at: int, quote: str) -> None:
    kind = row.get("kind")
    if kind in ("good", "bad"):
        stage = row.get("stage")
        found.passages.append(
            Mark(
                good=kind == "good",
                utterance=at,
                quote=quote,
                stage=stage if isinstance(stage, int) and 1 <= stage <= 5 else None,
                code=_text(row, "code"),
                words=_text(row, "words")[:LONGEST_WORDS].strip(),
            )
        )
    elif kind == "objection":
        named = row.get("objection")
        if named not in OBJECTION_KINDS:
            raise MarksError("Выберите, какое это возражение.")
        found.objections.append(HeardObjection(at, quote, named, row.get("handled") is True))
    elif kind == "lost":
        found.lost_at = at, quote
    else:
        raise MarksError("Отметки не прочитались. Обновите страницу и отметьте места заново.")


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key, "")
    if not isinstance(value, str) or "\x00" in value:
        raise MarksError("Отметки не прочитались. Обновите страницу и отметьте места заново.")
    return value


def write_marks(
    passages: Iterable[Mark], objections: Iterable[HeardObjection], lost_at: tuple[int, str] | None
) -> list[dict[str, Any]]:
    """The same list for the page to begin with, in the order of the talk."""
    rows: list[dict[str, Any]] = [
        {
            "kind": "good" if mark.good else "bad",
            "utterance": mark.utterance,
            "quote": mark.quote,
            "stage": mark.stage,
            "code": mark.code,
            "words": mark.words,
        }
        for mark in passages
    ]
    rows += [
        {
            "kind": "objection",
            "utterance": each.utterance,
            "quote": each.quote,
            "objection": each.kind,
            "handled": each.handled,
        }
        for each in objections
    ]
    if lost_at is not None:
        rows.append({"kind": "lost", "utterance": lost_at[0], "quote": lost_at[1]})
    return sorted(rows, key=lambda row: row["utterance"])
