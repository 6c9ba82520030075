"""The plan of a speech: which parts, in which order, for which kind of loss."""

from __future__ import annotations

from collections.abc import Callable

from . import endings, parts
from .case import Case
from .parts import Draft
from .polish import polished

Part = Callable[[Draft], str]
LEAST_WORDS, MOST_WORDS = 50, 110


def plan(case: Case) -> tuple[Part, ...]:
    """Parts in their order."""
    if case.do_not_call:
        return (parts.greeting, parts.apology, endings.stop)
    if case.promised_silence and case.final:
        return (parts.greeting, endings.promised_stop)
    if case.final:
        return (parts.greeting, parts.recall, parts.amends, parts.join, endings.farewell)
    if case.kind == "dodged":
        return (
            parts.greeting, parts.recall, parts.amends, parts.direct_answer, parts.need, parts.offer, parts.terms,
            endings.step,
        )  # fmt: skip
    if case.kind in ("send_info", "timing"):
        return (
            parts.greeting, parts.recall, parts.join, parts.answer, parts.need, parts.offer, parts.terms,
            endings.step,
        )  # fmt: skip
    return (
        parts.greeting, parts.recall, parts.amends, parts.join, parts.answer, parts.need, parts.offer,
        parts.terms_or_question, endings.step,
    )  # fmt: skip


def speech(draft: Draft) -> str:
    """The whole speech; what a part says is known to the parts after it."""
    for part in plan(draft.case):
        text = polished(part(draft), draft.profile)
        if text:
            draft.said.append(text)
    return " ".join(draft.said)
