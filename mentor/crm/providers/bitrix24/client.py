"""Requests of REST, by a webhook or by an application. A refusal carries ``error``, under 200 as well.

Lists are read by growing ids: ``next`` counts rows, and rows move while they are counted; a page that begins after the
last id leaves none out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from mentor.crm.errors import CrmError, ProviderError
from mentor.crm.provider import Account
from mentor.crm.told import Catalogue, CrmUser, Pipeline, Stage
from mentor.providers.bitrix24 import APP
from mentor.providers.values import plain

PAGE = 50
BETWEEN_S = 0.5  # two requests a second are allowed for long
READY = 200
KEY_ERRORS = ("INVALID_CREDENTIALS", "NO_AUTH_FOUND", "expired_token", "invalid_token")
NO_RIGHTS = "insufficient_scope"
EXPIRED = ("expired_token", "invalid_token")
BUSY = ("QUERY_LIMIT_EXCEEDED", "OPERATION_TIME_LIMIT")
BUSY_S = {"QUERY_LIMIT_EXCEEDED": 30.0, "OPERATION_TIME_LIMIT": 600.0}
LEADS, FIRST = "STATUS", "DEAL_STAGE"
_KINDS = {"S": "won", "F": "lost"}
Json = dict[str, Any]


def check(account: Account) -> str:
    """Stages and people in one batch: rights are there where it answers."""
    known = catalogue(account)
    return (
        f"Портал отвечает: воронок сделок {sum(each.of == 'deal' for each in known.pipelines)}, "
        f"сотрудников {len(known.users)}."
    )


def catalogue(account: Account) -> Catalogue:
    """Stages of leads and of each pipeline of deals, and people: one request."""
    found = batch(
        account,
        {
            "statuses": ("crm.status.list", {"order[SORT]": "ASC"}),
            "categories": ("crm.category.list", {"entityTypeId": "2"}),
            "users": ("user.get", {"FILTER[ACTIVE]": "true"}),
        },
    )
    names = {str(each.get("id")): plain(each.get("name") or "", 100) for each in _categories(found)}
    stages: dict[str, list[Stage]] = {}
    for row in rows_of(found.get("statuses")):
        entity = str(row.get("ENTITY_ID"))
        if entity == LEADS or entity.split("_")[:2] == ["DEAL", "STAGE"]:
            stages.setdefault(entity, []).append(_stage(row, entity))
    pipelines = [
        Pipeline(_name(entity, names), "lead" if entity == LEADS else "deal", tuple(own))
        for entity, own in sorted(stages.items(), key=lambda each: (each[0] != LEADS, each[0]))
    ]
    return Catalogue(tuple(pipelines), tuple(_user(row) for row in rows_of(found.get("users"))))


def _categories(found: Json) -> list[Json]:
    value = found.get("categories")
    return rows_of(value.get("categories") if isinstance(value, dict) else value)


def _name(entity: str, names: Mapping[str, str]) -> str:
    if entity == LEADS:
        return "Лиды"
    number = entity.removeprefix(FIRST).removeprefix("_") or "0"
    return names.get(number) or ("Общая" if number == "0" else f"Воронка {number}")


def _stage(row: Json, entity: str) -> Stage:
    kind = _KINDS.get(str(row.get("SEMANTICS") or ""), "open")
    status = str(row.get("STATUS_ID") or "")
    return Stage(f"lead:{status}" if entity == LEADS else status, plain(row.get("NAME") or "", 100), kind)  # type: ignore[arg-type]


def _user(row: Json) -> CrmUser:
    name = f"{row.get('NAME') or ''} {row.get('LAST_NAME') or ''}"
    return CrmUser(str(row.get("ID") or ""), plain(name, 100), plain(row.get("EMAIL") or "", 200))


def listed(account: Account, method: str, wanted: Mapping[str, object], select: list[str]) -> Iterator[Json]:
    """Rows of a list by growing id. ``start: -1``: the portal need not count them all."""
    last = 0
    while True:
        said = {
            "filter": {**wanted, ">ID": last},
            "select": select,
            "order": {"ID": "ASC"},
            "start": -1,
        }
        rows = rows_of(ask(account, method, said).get("result"))
        yield from rows
        if len(rows) < PAGE:
            return
        following = int(rows[-1]["ID"])
        if following <= last:
            raise CrmError("answer_unreadable", why="список повторяется")
        last = following
        account.web.pause(BETWEEN_S)


def rows_of(value: object) -> list[Json]:
    """A list of objects, or ``CrmError``."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise CrmError("answer_unreadable", why="вместо списка пришло другое")
    return value


def batch(account: Account, asked: Mapping[str, tuple[str, Mapping[str, str]]]) -> Json:
    """Up to fifty commands in one request; results by name. A command that failed raises for all of them."""
    results, errors = answers(account, asked)
    for error in errors.values():
        refuse(error, READY)  # some name no code
    return results


def answers(
    account: Account, asked: Mapping[str, tuple[str, Mapping[str, str]]]
) -> tuple[Json, dict[str, Json]]:
    """Up to fifty commands in one request: results and refusals by name. A portal that is busy raises."""
    commands = {name: f"{method}?{urlencode(params)}" for name, (method, params) in asked.items()}
    value = ask(account, "batch", {"halt": 0, "cmd": commands}).get("result")
    if not isinstance(value, dict):
        raise CrmError("answer_unreadable", why="нет ответа на пакет")
    said, results = value.get("result_error"), value.get("result")
    errors = {
        name: error if isinstance(error, dict) else {"error": "неизвестная"}
        for name, error in (said.items() if isinstance(said, dict) else ())
    }
    for error in errors.values():
        if error.get("error") in BUSY:
            refuse(error, 0)
    return results if isinstance(results, dict) else {}, errors


def ask(account: Account, method: str, params: Mapping[str, object]) -> Json:
    """An answer as an object. Raises ``CrmError``: its words are those of the portal.

    By an application, a token that is refused is exchanged once.
    """
    if account.text("way") != APP:
        return _asked(account, f"{account.text('rest').rstrip('/')}/{method}.json", params)
    url, token = f"{account.text('address')}/rest/{method}.json", account.bearer("")
    try:
        return _asked(account, url, {**params, "auth": token})
    except ProviderError as error:
        if error.code != "unauthorised" or error.facts.get("status") not in EXPIRED:
            raise
    return _asked(account, url, {**params, "auth": account.bearer(token)})


def _asked(account: Account, url: str, params: Mapping[str, object]) -> Json:
    try:
        answer = account.web.post_json(url, params)
    except ProviderError as error:
        refuse(_said(error.said), 0)  # 503 and 401 say in their body which of many things they mean
        raise
    value = answer.json()
    if not isinstance(value, dict):
        raise CrmError("answer_unreadable", why="вместо объекта пришло другое")
    if "error" in value or answer.status != READY:
        refuse(value, answer.status)
    return value


def _said(body: bytes) -> Json:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def refuse(value: Json, status: int) -> None:
    """Raises what the portal's error means; nothing where it names none."""
    error = str(value.get("error") or "")
    if error in BUSY:
        raise CrmError("busy", retry_after_s=BUSY_S[error])
    if error == NO_RIGHTS:
        raise CrmError("no_rights", permanent=True)
    if error in KEY_ERRORS:
        raise CrmError("unauthorised", permanent=True, status=error)
    if error or status:
        words = plain(value.get("error_description") or error or f"ответ {status}", 120)
        raise CrmError("refused", permanent=True, why=words)


def card(account: Account, kind: str, key: str) -> str:
    """The address of a card for people."""
    parts = urlsplit(account.text("address" if account.text("way") == APP else "rest"))
    return f"{parts.scheme}://{parts.netloc}/crm/{kind}/details/{key}/"
