"""A portal on the loopback: lists by growing id, pages of two, errors under 200, batches."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from mentor.crm.providers.bitrix24 import client
from mentor.crm.tests.doubles import CrmDouble, Sale
from mentor.providers.tests.doubles import Asked, Said

KEY, TOKEN = "portal-key", "app-token"
NAMES = {"open": "NEW", "won": "WON", "lost": "LOSE", "spam": "APOLOGY"}


class Bitrix(CrmDouble):
    code = "bitrix24"
    lists = f"/rest/1/{KEY}/crm.deal.list.json"
    paid_field = "UF_CRM_1746431727372"

    def __init__(self) -> None:
        super().__init__()
        self.hidden: set[str] = set()
        self.paid: dict[str, list[dict[str, Any]]] = {}

    def settings(self) -> dict[str, str]:
        return {}

    def secrets(self) -> dict[str, str]:
        return {"rest": f"{self.base}/rest/1/{KEY}/", "application_token": TOKEN}

    def stage(self, name: str) -> str:
        return NAMES[name]

    def answer(self, asked: Asked) -> Said:
        if not asked.path.startswith(f"/rest/1/{KEY}/"):
            return Said(401, b'{"error":"INVALID_CREDENTIALS"}')
        return self._answered(asked, json.loads(asked.body))

    def _answered(self, asked: Asked, said: dict[str, Any]) -> Said:
        method = asked.path.rpartition("/")[2].removesuffix(".json")
        if method != "batch":
            result = self._result(method, said)
            if method.endswith(".add") and self.loses_answers:
                self.loses_answers -= 1
                return Said(502, b"<html>Bad gateway</html>")
            return _json({"result": result})
        results: dict[str, object] = {}
        errors: dict[str, object] = {}
        for name, command in said["cmd"].items():
            inner, _, query = command.partition("?")
            found = self._result(inner, _nested(query))
            (errors if isinstance(found, dict) and "error" in found else results)[name] = found
        return _json({"result": {"result": results, "result_error": errors or []}})

    def _one(self, key: str) -> object:
        sale = self.sales.get(key)
        if key in self.hidden:
            return {"error": "", "error_description": "Access denied"}
        return _deal(sale) if sale and not sale.deleted else {"error": "", "error_description": "Not found"}

    def _result(self, method: str, said: dict[str, Any]) -> object:
        if method == "crm.status.list":
            kinds = {"WON": "S", "LOSE": "F", "APOLOGY": "F"}
            return [
                {"ENTITY_ID": "DEAL_STAGE", "STATUS_ID": each, "NAME": each, "SEMANTICS": kinds.get(each)}
                for each in NAMES.values()
            ] + [{"ENTITY_ID": "STATUS", "STATUS_ID": "NEW", "NAME": "Новый", "SEMANTICS": None}]
        if method == "crm.category.list":
            return {"categories": [{"id": 0, "name": "Продажи"}]}
        if method == "user.get":
            return [{"ID": "7", "NAME": "Пётр", "LAST_NAME": "Лунин", "EMAIL": "petr@okna.example"}]
        if method == "crm.item.payment.list":
            last = int(said.get("filter", {}).get(">id", 0))
            return [each for each in self.paid.get(said["entityId"], []) if each["id"] > last][: client.PAGE]
        if method == "crm.deal.get":
            return self._one(said["id"])
        if method == "crm.duplicate.findbycomm":
            ids = [1000 + int(each.key) for each in self.sales.values() if each.phone == said["values"][0]]
            return {"CONTACT": ids} if ids else []
        return self._listed(method, said) if method.endswith(".list") else self._written(method, said)

    def _listed(self, method: str, said: dict[str, Any]) -> list[dict[str, Any]]:
        wanted = said.get("filter", {})
        if method == "crm.timeline.comment.list":
            return [each for each in self.notes if str(each["ENTITY_ID"]) == str(wanted["ENTITY_ID"])]
        if method == "crm.activity.list":
            return [{"ID": str(each["ID"]), "DESCRIPTION": each["description"]} for each in self.tasks]
        if method == "crm.contact.list":
            ids = {int(each) for each in wanted.get("@ID", {}).values()}
            return [row for row in map(_contact, self.sales.values()) if row["ID"] in ids]
        seen = [each for key, each in self.sales.items() if not each.deleted and key not in self.hidden]
        rows = [_deal(each) for each in seen] if method == "crm.deal.list" else []
        if "@ID" in wanted:
            rows = [row for row in rows if row["ID"] in wanted["@ID"].values()]
        if ">=DATE_MODIFY" in wanted:
            since = datetime.fromisoformat(wanted[">=DATE_MODIFY"])
            rows = [row for row in rows if datetime.fromisoformat(row["DATE_MODIFY"]) >= since]
        rows = [row for row in rows if int(row["ID"]) > int(wanted.get(">ID", 0))]
        return sorted(rows, key=lambda row: int(row["ID"]))[: client.PAGE]

    def _written(self, method: str, said: dict[str, Any]) -> object:
        self.next_id += 1
        if method == "crm.timeline.comment.add":
            self.notes.append({"ID": str(self.next_id), **said["fields"]})
            return self.next_id
        self.tasks.append({"ID": self.next_id, **said})
        return {"id": self.next_id}

    def texts(self, kind: str) -> list[str]:
        rows, name = (self.notes, "COMMENT") if kind == "note" else (self.tasks, "description")
        return [row[name] for row in rows]


class BitrixApp(Bitrix):
    """The same portal let in by an application, and the server of its tokens."""

    lists = "/rest/crm.deal.list.json"

    def __init__(self) -> None:
        super().__init__()
        self.access, self.refresh, self.given, self.member = "access-0", "refresh-0", 0, "portal-1"
        self.lets_into = ""

    def settings(self) -> dict[str, str]:
        return {"way": "app", "address": self.base, "client_id": "local.1"}

    def secrets(self) -> dict[str, str]:
        return {"client_secret": "app-secret", "application_token": TOKEN}

    def answer(self, asked: Asked) -> Said:
        if asked.path == "/oauth/token/":
            return self._tokens(asked.query)
        said = json.loads(asked.body)
        if said.pop("auth", "") != self.access:
            return Said(401, b'{"error":"expired_token","error_description":"The access token has expired"}')
        return self._answered(asked, said)

    def _tokens(self, said: dict[str, str]) -> Said:
        spent = {"authorization_code": ("code", "code-1"), "refresh_token": ("refresh_token", self.refresh)}
        name, good = spent[said["grant_type"]]
        if (said["client_id"], said["client_secret"]) != ("local.1", "app-secret"):
            return Said(
                401, b'{"error":"invalid_client","error_description":"Unable to authenticate client"}'
            )
        if said[name] != good:
            return Said(400, b'{"error":"invalid_grant","error_description":"Invalid grant"}')
        self.given += 1
        self.access, self.refresh = f"access-{self.given}", f"refresh-{self.given}"
        return _json(
            {
                "access_token": self.access,
                "client_endpoint": f"{self.lets_into or self.base}/rest/",
                "domain": "oauth.bitrix24.tech",
                "expires_in": 3600,
                "member_id": self.member,
                "refresh_token": self.refresh,
                "scope": "crm,disk,user",
                "server_endpoint": "https://oauth.bitrix24.tech/rest/",
                "status": "L",
            }
        )


def _deal(sale: Sale) -> dict[str, Any]:
    return {
        "ID": sale.key,
        "TITLE": f"Сделка {sale.key}",
        "DATE_CREATE": _time(sale.created),
        "DATE_MODIFY": _time(sale.updated),
        "ASSIGNED_BY_ID": "7",
        "STAGE_ID": NAMES[sale.stage],
        "OPPORTUNITY": f"{sale.amount}.00",
        "CURRENCY_ID": "RUB",
        "MOVED_TIME": _time(sale.closed or sale.updated),
        "LEAD_ID": None,
        "CONTACT_ID": str(1000 + int(sale.key)),
        "COMPANY_ID": "0",
        Bitrix.paid_field: _time(sale.paid_day) if sale.paid_day else "",
    }


def _contact(sale: Sale) -> dict[str, Any]:
    phones = [{"VALUE": sale.phone, "VALUE_TYPE": "WORK"}] if sale.phone else []
    return {"ID": 1000 + int(sale.key), "NAME": f"Клиент {sale.key}", "LAST_NAME": "", "PHONE": phones}


def _nested(query: str) -> dict[str, Any]:
    """«a[b][c]=d» as PHP reads it."""
    found: dict[str, Any] = {}
    for name, value in parse_qsl(query):
        parts = name.replace("]", "").split("[")
        place = found
        for part in parts[:-1]:
            place = place.setdefault(part, {})
        place[parts[-1]] = value
    return found


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _json(value: object) -> Said:
    return Said(200, json.dumps(value).encode(), {"Content-Type": "application/json"})
