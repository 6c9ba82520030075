"""Requests of API v4. Nothing found is 204 without a body; a refusal is ``application/problem+json``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mentor.crm.errors import CrmError, ProviderError
from mentor.crm.provider import Account
from mentor.crm.told import Catalogue, CrmUser, Pipeline, Stage
from mentor.providers.values import plain
from mentor.providers.web import Answer

PAGE = 250
BETWEEN_S = 0.2  # seven requests a second are allowed to an account, of all who ask
EMPTY, GOOD, EXPIRED = 204, (200, 201), 401
WON, LOST = 142, 143  # the same in every pipeline
CLOSED = (WON, LOST)
Json = dict[str, Any]


def check(account: Account) -> str:
    """Asks for the account, its pipelines and people: what the rest is made of."""
    found = ask(account, "GET", "/api/v4/account")
    known = catalogue(account)
    currency = str(found.get("currency") or "")
    more = "" if currency == "RUB" else f" Валюта аккаунта {currency}: учитываются только рубли."
    return (
        f"amoCRM отвечает: «{plain(found.get('name') or '', 80)}», воронок {len(known.pipelines)}, "
        f"сотрудников {len(known.users)}.{more}"
    )


def catalogue(account: Account) -> Catalogue:
    """Pipelines with their stages, and people. The list of people is for administrators: without it, none."""
    rows = rows_of(ask(account, "GET", "/api/v4/leads/pipelines"), "pipelines")
    return Catalogue(tuple(_pipeline(row) for row in rows), tuple(_users(account)))


def _pipeline(row: Json) -> Pipeline:
    stages = rows_of(row, "statuses")
    stages.sort(key=lambda each: int(each.get("sort") or 0))
    return Pipeline(
        plain(row.get("name") or "", 100),
        "deal",
        tuple(
            Stage(
                f"{row.get('id')}:{each.get('id')}",
                plain(each.get("name") or "", 100),
                "won" if each.get("id") == WON else "lost" if each.get("id") == LOST else "open",
            )
            for each in stages
        ),
    )


def _users(account: Account) -> Iterator[CrmUser]:
    try:
        for row in pages(account, "/api/v4/users", {}, "users"):
            yield CrmUser(
                str(row["id"]), plain(row.get("name") or "", 100), plain(row.get("email") or "", 200)
            )
    except ProviderError as error:
        if error.code != "unauthorised":
            raise


def pages(account: Account, path: str, query: Mapping[str, str], name: str) -> Iterator[Json]:
    """Rows of a list, page by page, until a page is empty or names no next one."""
    number = 1
    while True:
        value = ask(account, "GET", path, {**query, "page": str(number), "limit": str(PAGE)})
        yield from rows_of(value, name)
        links = value.get("_links")
        if not isinstance(links, dict) or "next" not in links:
            return
        number += 1
        account.web.pause(BETWEEN_S)


def rows_of(value: Json, name: str) -> list[Json]:
    """The embedded list; empty where there is none. Raises ``CrmError`` where it is no list of objects."""
    embedded = value.get("_embedded") or {}
    rows = embedded.get(name, []) if isinstance(embedded, dict) else None
    if not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
        raise CrmError("answer_unreadable", why=f"нет списка {name}")
    return rows


def ask(
    account: Account, method: str, path: str, query: Mapping[str, str] | None = None, body: object = None
) -> Json:
    """An answer as an object; empty where nothing was found. A token that is refused is exchanged once."""
    url = account.text("address") + path

    def sent(token: str) -> Answer:
        headers = {"Authorization": f"Bearer {token}"}
        if method == "POST":
            return account.web.post_json(url, body, headers=headers)
        return account.web.get(url, query=query, headers=headers)

    token = account.bearer("")
    try:
        return _read(sent(token))
    except ProviderError as error:
        if error.code != "unauthorised" or error.facts.get("status") != EXPIRED:
            raise
    return _read(sent(account.bearer(token)))


def _read(answer: Answer) -> Json:
    if answer.status == EMPTY:
        return {}
    value = answer.json()
    if not isinstance(value, dict):
        raise CrmError("answer_unreadable", why="вместо объекта пришло другое")
    if answer.status not in GOOD or int(value.get("status") or 0) >= 400:  # an error may come under 200, too
        words = value.get("detail") or value.get("title") or f"ответ {answer.status}"
        raise CrmError("refused", permanent=True, why=plain(words, 120))
    return value
