"""Words and tones of a recommendation's states, the same on every page."""

from __future__ import annotations

from typing import Final

from .rules import State

LABELS: Final[dict[State, str]] = {
    State.OVERDUE: "просрочена",
    State.NEW: "новая",
    State.SEEN: "прочитана, звонка нет",
    State.MARKED: "отмечено, звонка нет",
    State.MESSENGER: "написал в мессенджер",
    State.SNOOZED: "отложена",
    State.WRITING: "рекомендация пишется",
    State.CALLED: "перезвонили, не согласился",
    State.NOT_DONE: "перезвонили, сказано другое",
    State.AGREED: "клиент согласился",
    State.DONE: "выполнена",
    State.DONE_AGREED: "выполнена, согласился",
    State.RETURNED: "вернулся и оплатил",
    State.BOUGHT_ITSELF: "купил сам",
    State.DO_NOT_CALL: "просил не звонить",
    State.WITHDRAWN: "снята: не потерян",
    State.SUPERSEDED: "заменена новой",
    State.CLOSED: "закрыта",
    State.ARCHIVE: "архив",
}
TONES: Final[dict[State, str]] = {
    State.OVERDUE: "bad",
    State.NEW: "accent",
    State.SEEN: "attention",
    State.MARKED: "attention",
    State.MESSENGER: "attention",
    State.CALLED: "attention",
    State.NOT_DONE: "bad",
    State.AGREED: "good",
    State.DONE: "good",
    State.DONE_AGREED: "good",
    State.RETURNED: "good",
}


def label(state: State) -> str:
    return LABELS[state]


def tone(state: State) -> str:
    """The tone of ``mentor.core.tones`` that the state wears."""
    return TONES.get(state, "neutral")
