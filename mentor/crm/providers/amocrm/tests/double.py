"""An amoCRM account on the loopback: API v4 by pages of two, log-in with rotation of the refresh token."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from mentor.crm.tests.doubles import CrmDouble, Sale
from mentor.providers.tests.doubles import Asked, Said

PIPELINE, OPEN, WON, LOST, SPAM = 10, 101, 142, 143, 102
STAGES = ((OPEN, "Новая"), (SPAM, "Спам"), (WON, "Успешно реализовано"), (LOST, "Закрыто и не реализовано"))
PAGE = 2


class Amo(CrmDouble):
    code = "amocrm"
    lists = "/api/v4/leads"
    paid_field = "Дата оплаты"

    def __init__(self) -> None:
        super().__init__()
        self.access, self.refresh, self.given = "access-0", "refresh-0", 0
        self.refreshed: list[str] = []
        self.filters = True
        self.between: Callable[[], None] = lambda: None
        self.calls: list[dict[str, Any]] = []

    def settings(self) -> dict[str, str]:
        return {"address": self.base, "client_id": "integration"}

    def secrets(self) -> dict[str, str]:
        return {"client_secret": "amo-secret"}

    def stage(self, name: str) -> str:
        return f"{PIPELINE}:{ {'open': OPEN, 'won': WON, 'lost': LOST, 'spam': SPAM}[name] }"

    def answer(self, asked: Asked) -> Said:
        if asked.path == "/oauth2/access_token":
            return self._tokens(json.loads(asked.body))
        if asked.headers.get("authorization") != f"Bearer {self.access}":
            return _problem(401, "Unauthorized")
        if asked.method == "POST":
            return self._written(asked)
        if asked.path == "/api/v4/account":
            return _json({"id": 1, "name": "Окна", "currency": "RUB"})
        if asked.path == "/api/v4/leads/pipelines":
            return _json(_list("pipelines", [_pipeline()]))
        if asked.path == "/api/v4/users":
            return _json(_list("users", [{"id": 7, "name": "Пётр", "email": "petr@okna.example"}]))
        return self._cards(asked)

    def _tokens(self, said: dict[str, str]) -> Said:
        spent = {"authorization_code": "code-1", "refresh_token": self.refresh}[said["grant_type"]]
        shown = said.get("code") or said.get("refresh_token")
        if said["client_secret"] != "amo-secret" or shown != spent:
            return _json(
                {"hint": "Token has been revoked", "title": "Некорректный запрос", "status": 400}, 400
            )
        if said["grant_type"] == "refresh_token":
            self.refreshed.append(self.refresh)
        self.given += 1
        self.access, self.refresh = f"access-{self.given}", f"refresh-{self.given}"
        return _json(
            {
                "token_type": "Bearer",
                "expires_in": 86400,
                "access_token": self.access,
                "refresh_token": self.refresh,
            }
        )

    def _cards(self, asked: Asked) -> Said:
        parts = asked.path.removeprefix("/api/v4/").split("/")
        if parts[-1] == "notes":
            return self._page(asked, "notes", self._notes(parts, asked))
        if parts[0] == "tasks":
            return self._page(
                asked,
                "tasks",
                [task for task in self.tasks if task["entity_id"] == int(asked.query["filter[entity_id]"])],
            )
        if len(parts) == 2:
            found = [row for row in self._rows(parts[0], {}) if row["id"] == int(parts[1])]
            return _json(found[0]) if found else Said(204)
        return self._page(asked, parts[0], self._rows(parts[0], asked.query))

    def _notes(self, parts: list[str], asked: Asked) -> list[dict[str, Any]]:
        if len(parts) == 3:
            return [note for note in self.notes if note["entity_id"] == int(parts[1])]
        since = int(asked.query["filter[updated_at][from]"])
        return [note for note in self.calls if parts[0] == "contacts" and note["updated_at"] >= since]

    def _rows(self, kind: str, query: dict[str, str]) -> list[dict[str, Any]]:
        if kind == "contacts":
            rows = [_contact(sale) for sale in self.sales.values()]
            wanted = {int(each) for name, each in query.items() if name.startswith("filter[id]")}
            if wanted and self.filters:
                rows = [row for row in rows if row["id"] in wanted]
            return [row for row in rows if query.get("query", "") in json.dumps(row)]
        if kind != "leads":
            return []
        if query.get("with") == "only_deleted":
            gone = [sale for sale in self.sales.values() if sale.deleted]
            return [{"id": int(sale.key), "updated_at": sale.updated, "is_deleted": True} for sale in gone]
        return sorted(
            (self._deal(sale) for sale in self.sales.values() if not sale.deleted),
            key=lambda row: (-row["updated_at"], row["id"]),
        )

    def _deal(self, sale: Sale) -> dict[str, Any]:
        pipeline, status = self.stage(sale.stage).split(":")
        return {
            "id": int(sale.key),
            "name": f"Сделка {sale.key}",
            "price": sale.amount,
            "responsible_user_id": 7,
            "status_id": int(status),
            "pipeline_id": int(pipeline),
            "created_at": sale.created,
            "updated_at": sale.updated,
            "closed_at": sale.closed,
            "is_deleted": False,
            "custom_fields_values": [
                {
                    "field_id": 55,
                    "field_name": self.paid_field,
                    "field_type": "date",
                    "values": [{"value": sale.paid_day}],
                }
            ]
            if sale.paid_day
            else None,
            "_embedded": {"contacts": [{"id": 1000 + int(sale.key), "is_main": True}], "companies": []},
        }

    def _page(self, asked: Asked, name: str, rows: list[dict[str, Any]]) -> Said:
        size, number = min(PAGE, int(asked.query.get("limit", PAGE))), int(asked.query.get("page", 1))
        begin = (number - 1) * size
        page = rows[begin : begin + size]
        more = {"next": {"href": "…"}} if begin + size < len(rows) else {}
        self.between()
        return _json({"_links": more, "_embedded": {name: page}}) if page else Said(204)

    def _written(self, asked: Asked) -> Said:
        parts = asked.path.removeprefix("/api/v4/").split("/")
        kind = parts[-1]
        made = []
        for row in json.loads(asked.body):
            self.next_id += 1
            row["id"] = self.next_id
            if kind == "notes":
                row["entity_id"] = int(parts[1])
            (self.notes if kind == "notes" else self.tasks).append(row)
            made.append({"id": self.next_id})
        lost = self.loses_answers
        self.loses_answers = max(0, lost - 1)
        return Said(502, b"<html>Bad gateway</html>") if lost else _json(_list(kind, made))

    def texts(self, kind: str) -> list[str]:
        return (
            [row["params"]["text"] for row in self.notes]
            if kind == "note"
            else [row["text"] for row in self.tasks]
        )


def _contact(sale: Sale) -> dict[str, Any]:
    return {
        "id": 1000 + int(sale.key),
        "name": f"Клиент {sale.key}",
        "responsible_user_id": 7,
        "custom_fields_values": [{"field_code": "PHONE", "values": [{"value": sale.phone}]}]
        if sale.phone
        else [],
        "_embedded": {"leads": [{"id": int(sale.key)}]},
    }


def _pipeline() -> dict[str, Any]:
    stages = [{"id": key, "name": name, "sort": at} for at, (key, name) in enumerate(STAGES)]
    return {"id": PIPELINE, "name": "Продажи", "_embedded": {"statuses": stages}}


def _list(name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"_embedded": {name: rows}}


def _problem(status: int, title: str) -> Said:
    body = json.dumps({"title": title, "status": status, "detail": title}).encode()
    return Said(status, body, {"Content-Type": "application/problem+json"})


def _json(value: object, status: int = 200) -> Said:
    return Said(status, json.dumps(value).encode(), {"Content-Type": "application/hal+json"})
