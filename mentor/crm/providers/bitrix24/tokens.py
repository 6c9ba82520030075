"""Log-in to a portal by an application: a code lives for half a minute, an access token for an hour.

A refresh token lives for half a year and has one use. The application's secret goes to the server of tokens only, never
to a portal.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from mentor.crm.errors import CrmError, ProviderError
from mentor.crm.provider import Account, Tokens
from mentor.providers.bitrix24 import APP
from mentor.providers.values import plain
from mentor.providers.web import Answer

SERVER = "https://oauth.bitrix24.tech"
GIVEN = 200
WHY = {
    "invalid_client": "код или ключ приложения не подошли, или приложение не установлено",
    "invalid_grant": "срок доступа вышел или он уже использован",
    "PAYMENT_REQUIRED": "на портале кончился оплаченный период",
}


class BitrixOAuth:
    """Authorisation code, then refresh with rotation."""

    code_by_hand = False

    def wanted(self, settings: Mapping[str, str]) -> bool:
        return settings.get("way") == APP

    def address(self, account: Account, state: str) -> str:
        query = {"client_id": account.text("client_id"), "state": state}
        return f"{account.text('address')}/oauth/authorize/?{urlencode(query)}"

    def exchange(self, account: Account, code: str) -> Tokens:
        value = _asked(account, {"grant_type": "authorization_code", "code": code}, "grant_refused")
        let_in, known = plain(value.get("client_endpoint") or "", 100), account.text("address")
        if not let_in.lower().startswith(f"{known.lower()}/"):
            raise CrmError("grant_elsewhere", permanent=True, let_in=let_in, known=known)
        return _tokens(value)

    def refresh(self, account: Account, token: str) -> Tokens:
        said = {"grant_type": "refresh_token", "refresh_token": token}
        return _tokens(_asked(account, said, "grant_lost"))


def _asked(account: Account, grant: dict[str, str], refusal: str) -> dict[str, Any]:
    said = {
        "client_id": account.text("client_id"),
        "client_secret": account.text("client_secret"),
        **grant,
    }
    try:
        answer = account.web.get(f"{SERVER}/oauth/token/", query=said)
    except ProviderError as error:
        if error.code != "unauthorised":
            raise
        answer = Answer(0, {}, error.said, CrmError)
    value = answer.json()
    if not isinstance(value, dict):
        raise CrmError("answer_unreadable", why="вместо объекта пришло другое")
    error_code = str(value.get("error") or "")
    if error_code or answer.status != GIVEN:
        words = value.get("error_description") or error_code or f"ответ {answer.status}"
        raise CrmError(refusal, permanent=True, why=WHY.get(error_code) or plain(words, 120))
    return value


def _tokens(value: dict[str, Any]) -> Tokens:
    try:
        return Tokens(
            str(value["access_token"]),
            str(value["refresh_token"]),
            timedelta(seconds=int(value["expires_in"])),
            owner=str(value["member_id"]),
        )
    except (KeyError, TypeError, ValueError):
        raise CrmError("answer_unreadable", why="в ответе нет токенов") from None
