"""Log-in: a code lives for 20 minutes, an access token for a day, a refresh token for three months and one use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from mentor.crm.errors import CrmError, ProviderError
from mentor.crm.provider import Account, Tokens
from mentor.providers.values import plain

LOG_IN = "https://www.amocrm.ru/oauth"
GIVEN = 200
WHY = {
    "Token has been revoked": "токен отозван или уже использован",
    "Token has expired": "срок токена вышел",
    "Authorization code has expired": "срок кода вышел",
    "Authorization code has been revoked": "код уже использован",
}


class AmoOAuth:
    """Authorisation code, then refresh with rotation."""

    code_by_hand = True

    def wanted(self, settings: Mapping[str, str]) -> bool:  # noqa: ARG002 - there is no other way in
        return True

    def address(self, account: Account, state: str) -> str:
        query = {"client_id": account.text("client_id"), "state": state, "mode": "popup"}
        return f"{LOG_IN}?{urlencode(query)}"

    def exchange(self, account: Account, code: str) -> Tokens:
        return _asked(account, {"grant_type": "authorization_code", "code": code}, "grant_refused")

    def refresh(self, account: Account, token: str) -> Tokens:
        return _asked(account, {"grant_type": "refresh_token", "refresh_token": token}, "grant_lost")


def _asked(account: Account, grant: dict[str, str], refusal: str) -> Tokens:
    said = {
        "client_id": account.text("client_id"),
        "client_secret": account.text("client_secret"),
        "redirect_uri": account.came_back,
        **grant,
    }
    try:
        answer = account.web.post_json(f"{account.text('address')}/oauth2/access_token", said)
    except ProviderError as error:
        if error.code != "unauthorised":
            raise
        raise CrmError(refusal, permanent=True, why="ключ интеграции или код не подошли") from error
    value = answer.json()
    if answer.status != GIVEN:
        words = _words(value)
        why = WHY.get(words) or plain(words or f"ответ {answer.status}", 120)
        raise CrmError(refusal, permanent=True, why=why)
    try:
        return Tokens(
            str(value["access_token"]),
            str(value["refresh_token"]),
            timedelta(seconds=int(value["expires_in"])),
        )
    except (KeyError, TypeError, ValueError):
        raise CrmError("answer_unreadable", why="в ответе нет токенов") from None


def _words(value: Any) -> str:
    return (
        str(value.get("hint") or value.get("detail") or value.get("title") or "")
        if isinstance(value, dict)
        else ""
    )
