"""Telephony as the shared set-up pages know it."""

from __future__ import annotations

from typing import Any

from mentor.companies.middleware import CompanyRequest
from mentor.pages.connections.room import Room, Words
from mentor.telephony import connections
from mentor.telephony.models import Connection
from mentor.telephony.registry import provider_of

from .queries import connection_or_404, connection_page

WORDS = Words(
    side="На стороне телефонии",
    where="в кабинете телефонии",
    safe="Принятые звонки сохранены. Что не пришло, догоним, как только подключение заработает.",
    who_knows="Кто знает адрес, может передавать звонки этой компании.",
    while_on="Выключенное подключение не принимает событий и не читает историю. Принятые звонки остаются.",
    while_off="Подключение выключено. После включения история догоняется с места остановки.",
    now_on="Подключение включено: история догоняется с места остановки.",
    now_off="Подключение выключено.",
)


def _check(connection: Connection) -> str:
    """The telephony's words. Raises ``ProviderError``."""
    return provider_of(connection.provider).check(connections.account_of(connection))


def _seen(_request: CompanyRequest, connection: Connection) -> dict[str, Any]:
    provider = provider_of(connection.provider)
    return {
        "page": connection_page(connection),
        "reads_history": provider.history is not None,  # a template would call it
        "hooked": provider.hook is not None,
    }


def _passed_on(connection: Connection) -> str:
    """Words about a new address where we subscribe to events ourselves; nothing to hand over where none come."""
    given = provider_of(connection.provider).address_is_given
    return "" if given else "Новый адрес выпущен; телефонии передадим его сами в течение минуты."


ROOM: Room[Connection] = Room(
    name="telephony",
    find=connection_or_404,
    provider_of=provider_of,
    writes=connections,
    check=_check,
    check_action="telephony.checked",
    seen=_seen,
    words=WORDS,
    passed_on=_passed_on,
)
