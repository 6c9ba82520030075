"""Acts of discovery: questions about the need, open or closed, about time, money and decision; the summary."""

from __future__ import annotations

from pathlib import Path

from ...text.cues import Cues, Span, load_cues
from ...text.normal import normalise
from .acts import Act

_CUES = load_cues(Path(__file__).with_name("cues") / "questions.txt")
OPEN = _CUES["open"]
# Words that open a question in speech without punctuation.
ASKS = _CUES["asks"]
TERM = _CUES["term"]
BUDGET = _CUES["budget"]
DECISION = _CUES["decision"]
SUMMARY = _CUES["summary"]
NOT_NEED = _CUES["not_need"]


_NOT_ASKING = _CUES["not_asking"]
_LONG = 16
_ENDING_WORDS = 9


def is_question(text: str) -> bool:
    """Is something asked: by a question mark, or, in speech without punctuation, by its wording."""
    if "?" in text:
        return True
    if any(c in text for c in ".!,"):
        return False
    words = list(normalise(text).words)
    part = " ".join(words) if len(words) <= _LONG else " ".join(words[-_ENDING_WORDS:])
    if part not in ASKS:
        return False
    masked = _NOT_ASKING.remove(part)
    return masked in ASKS


def question_part(text: str) -> str:
    """The part of an utterance that asks: sentences with a question mark, or the whole of unpunctuated speech."""
    if "?" not in text:
        words = list(normalise(text).words)
        return " ".join(words) if len(words) <= _LONG else " ".join(words[-_ENDING_WORDS:])
    parts: list[str] = []
    start = 0
    for index, letter in enumerate(text):
        if letter in ".!?…":
            if letter == "?":
                parts.append(text[start : index + 1])
            start = index + 1
    return " ".join(parts)


def tag_questions(text: str) -> dict[Act, Span]:
    """Question acts of a manager's utterance (which of them ask about the need is decided with the context)."""
    found: dict[Act, Span] = {}
    if not is_question(text):
        if text in SUMMARY:
            found["need_summary"] = SUMMARY.find(text) or Span(0, 1)
        return found
    asking = _NOT_ASKING.remove(question_part(text))
    found["question"] = _place(text, question_part(text))
    if asking in OPEN:
        found["open_question"] = found["question"]
    topics: tuple[tuple[Act, Cues], ...] = (
        ("ask_term", TERM),
        ("ask_budget", BUDGET),
        ("ask_decision", DECISION),
    )
    for act, cue in topics:
        if asking in cue:
            found[act] = found["question"]
    if text in SUMMARY and len(normalise(text).words) >= 6:
        found["need_summary"] = SUMMARY.find(text) or Span(0, 1)
    return found


def _place(text: str, part: str) -> Span:
    start = text.find(part.split("?", maxsplit=1)[0]) if part else 0
    if "?" not in text:
        return Span(max(0, len(text) - len(part)), len(text))
    return Span(max(0, start), max(0, start) + max(1, len(part.split("?", maxsplit=1)[0])))
