"""CRM as the shared set-up pages know it."""

from __future__ import annotations

from typing import Any

from mentor.companies.middleware import CompanyRequest
from mentor.crm import connections
from mentor.crm.models import CrmConnection
from mentor.crm.registry import provider_of
from mentor.pages.connections.room import Room, Words
from mentor.pages.setup.doors import viewer_of

from .queries import connection_or_404, crm_page

WORDS = Words(
    side="На стороне CRM",
    where="в настройках CRM",
    safe="Записанное сохранено. Что изменилось в CRM за это время, догоним, как только подключение заработает.",
    who_knows="Кто знает адрес, может попросить mentor.ai заглянуть в CRM: самих данных по нему не передать.",
    while_on="Выключенная CRM не читается, и в неё ничего не пишется. Записанное остаётся.",
    while_off="CRM выключена. После включения изменения догоняются с места остановки.",
    now_on="CRM включена: изменения догоняются с места остановки.",
    now_off="CRM выключена.",
)


def _check(connection: CrmConnection) -> str:
    """The CRM's words; its stages and people are kept. Raises ``ProviderError``."""
    provider = provider_of(connection.provider)
    account = connections.account_of(connection)
    words = provider.check(account)
    connections.keep_catalogue(connection=connection, found=provider.catalogue(account))
    return words


def _seen(request: CompanyRequest, connection: CrmConnection) -> dict[str, Any]:
    return {
        "page": crm_page(connection, viewer_of(request).company),
        "hooked": True,
    }


ROOM: Room[CrmConnection] = Room(
    name="crm",
    find=connection_or_404,
    provider_of=provider_of,
    writes=connections,
    check=_check,
    check_action="crm.checked",
    seen=_seen,
    words=WORDS,
    facts=lambda provider: {"came_back": connections.came_back(provider)},
)
