"""Typed reader of the files in ``followups/``: a recommendation beside the later call. Labels are never read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..calls_json import CallsJsonError, read_call
from ..conversation import Conversation


@dataclass(frozen=True, slots=True)
class FollowupFile:
    """One follow-up; ``lost_call`` is the id of the call in which the client was lost, None where it is not named."""

    id: str
    lost_call: str | None
    company: str | None
    recommendation: str
    conversation: Conversation


def read_followup(data: object, file: str) -> FollowupFile:
    """A follow-up from its JSON object; ``file`` is named in errors (``CallsJsonError``)."""
    if not isinstance(data, dict):
        raise CallsJsonError(file, "", "ожидался объект")
    recommendation = _text(data, "recommendation", file)
    if recommendation is None or not recommendation.strip():
        raise CallsJsonError(file, "recommendation", "нет текста рекомендации")
    talk = data.get("followup")
    if not isinstance(talk, dict):
        raise CallsJsonError(file, "followup", "ожидался объект")
    try:
        # a follow-up is a call without a company of its own: the one reader of calls checks it
        call = read_call({**talk, "id": data.get("id"), "company": "-"}, file)
    except CallsJsonError as error:
        field = error.field if error.field == "id" else f"followup.{error.field}"
        raise CallsJsonError(file, field, str(error).rsplit(": ", 1)[-1]) from error
    return FollowupFile(
        call.id,
        _text(data, "lost_call", file),
        _text(data, "company", file),
        recommendation,
        call.conversation,
    )


def _text(data: Mapping[str, Any], field: str, file: str) -> str | None:
    value = data.get(field)
    if value is not None and not isinstance(value, str):
        raise CallsJsonError(file, field, f"ожидалась строка, а не {type(value).__name__}")
    return value
