"""What every verdict must satisfy before it is kept, whichever engine gave it."""

from __future__ import annotations

from ..conversation import Conversation
from ..errors import EngineError
from .port import Point, Verdict

# A degree and its class may not contradict each other: below, between, above.
LEAST_FULL, MOST_NONE = 0.8, 0.25


def check_verdict(verdict: Verdict, followup: Conversation) -> None:
    """Raise ``EngineError`` unless quotes are verbatim, states fit their quotes and the degree fits its class."""
    problems = [p for point in verdict.points for p in _point(point, followup)]
    if not verdict.points:
        problems.append("нет ни одного пункта рекомендации")
    if not 0.0 <= verdict.degree <= 1.0:
        problems.append(f"степень {verdict.degree} вне 0–1")
    expected = (
        "full" if verdict.degree >= LEAST_FULL else "none" if verdict.degree <= MOST_NONE else "partial"
    )
    if verdict.fulfilled != expected:
        problems.append(f"степень {verdict.degree} не сходится с «{verdict.fulfilled}»")
    if problems:
        raise EngineError("Вердикт не прошёл проверку: " + "; ".join(problems), permanent=False)


def _point(point: Point, followup: Conversation) -> list[str]:
    if not point.text.strip():
        return ["пункт без текста"]
    if point.state == "absent":
        return [] if point.quote is None else [f"«{point.text[:40]}»: пункта нет, а цитата есть"]
    if not point.quote or not point.quote.strip():
        return [f"«{point.text[:40]}»: нет цитаты"]
    if not any(point.quote in u.text for u in followup.utterances):
        return [f"цитата «{point.quote[:60]}» не дословна"]
    return []
