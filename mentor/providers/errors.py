"""What goes wrong with somebody else's system. Each room has its own words; those that all share stand here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from mentor.core.problems import Problem

TEXTS = {
    "event_unreadable": "Событие не разобрать: {why}. Оно сохранено как пришло.",
    "event_incomplete": "В событии нет поля {field}. Оно сохранено как пришло.",
    "private": "Адрес ведёт внутрь закрытой сети. Разрешить его может только тот, кто ставит mentor.ai "
    "(MENTOR_FETCH_ALLOWED_HOSTS).",
    "address_wrong": "Это не адрес сервера: нужен вид https://host.",
    "secrets_closed": "Секреты подключения не открыть: ключ шифрования (MENTOR_SECRETS_KEY) сменился. "
    "Впишите их заново.",
}


class ProviderError(Exception):
    """A provider did not do what was asked. ``detail`` is for people; ``retry_after_s`` is what it asked for.

    ``permanent``: asking again will not help before somebody changes something. ``said``: the body of a refusal;
    ``facts`` fill the words.
    """

    texts: ClassVar[Mapping[str, str]] = TEXTS

    def __init__(
        self,
        code: str,
        *,
        permanent: bool = False,
        retry_after_s: float | None = None,
        said: bytes = b"",
        **facts: object,
    ):
        self.code = code
        self.detail = self.texts[code].format(**facts)
        self.permanent = permanent
        self.retry_after_s = retry_after_s
        self.said = said
        self.facts = facts
        super().__init__(self.detail)


def unreadable(why: str) -> Problem:
    """Something that nobody can read."""
    return Problem("event_unreadable", TEXTS["event_unreadable"].format(why=why))


def incomplete(field: str) -> Problem:
    """Something without a field that it must have."""
    return Problem("event_incomplete", TEXTS["event_incomplete"].format(field=field), field=field)
