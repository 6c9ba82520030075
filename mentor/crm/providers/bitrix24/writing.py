"""Comments and to-dos in the timeline of a card."""

from __future__ import annotations

from datetime import datetime

from mentor.crm.errors import CrmError
from mentor.crm.provider import Account
from mentor.crm.told import Target

from .client import ask, listed, rows_of

TYPES = {"lead": 1, "deal": 2, "contact": 3, "company": 4}
TODO = "CRM_TODO"


class BitrixWriter:
    """``kind`` of a target is one of ``TYPES``."""

    def find(self, account: Account, phone: str) -> Target | None:
        said = {"type": "PHONE", "values": [phone]}
        found = ask(account, "crm.duplicate.findbycomm", said).get("result")
        ids = found if isinstance(found, dict) else {}
        contacts, leads = ids.get("CONTACT") or [], ids.get("LEAD") or []
        if contacts:
            wanted = {"@CONTACT_ID": contacts, "CLOSED": "N"}
            deals = list(listed(account, "crm.deal.list", wanted, ["ID", "ASSIGNED_BY_ID"]))
            if deals:
                return Target("deal", str(deals[-1]["ID"]), str(deals[-1].get("ASSIGNED_BY_ID") or ""))
        for kind, own in (("lead", leads), ("contact", contacts)):
            if own:
                row = ask(account, f"crm.{kind}.get", {"id": max(own)}).get("result")
                user = row.get("ASSIGNED_BY_ID") if isinstance(row, dict) else ""
                return Target(kind, str(max(own)), str(user or ""))
        return None

    def written(self, account: Account, target: Target, kind: str, mark: str) -> str:
        if kind == "note":
            wanted: dict[str, object] = {"ENTITY_ID": target.key, "ENTITY_TYPE": target.kind}
            said = {"filter": wanted, "select": ["ID", "COMMENT"], "order": {"ID": "DESC"}}
            rows = rows_of(ask(account, "crm.timeline.comment.list", said).get("result"))
            return next((str(row["ID"]) for row in rows if mark in str(row.get("COMMENT"))), "")
        wanted = {"OWNER_TYPE_ID": TYPES[target.kind], "OWNER_ID": target.key, "PROVIDER_ID": TODO}
        rows = list(listed(account, "crm.activity.list", wanted, ["ID", "DESCRIPTION"]))
        return next((str(row["ID"]) for row in rows if mark in str(row.get("DESCRIPTION"))), "")

    def note(self, account: Account, target: Target, text: str) -> str:
        fields = {"ENTITY_ID": int(target.key), "ENTITY_TYPE": target.kind, "COMMENT": text}
        return _made(ask(account, "crm.timeline.comment.add", {"fields": fields}).get("result"))

    def task(self, account: Account, target: Target, text: str, due: datetime) -> str:
        said: dict[str, object] = {
            "ownerTypeId": TYPES[target.kind],
            "ownerId": int(target.key),
            "deadline": due.isoformat(timespec="seconds"),
            "title": "Вернуть клиента",
            "description": text,
        }
        if target.user:
            said["responsibleId"] = int(target.user)
        found = ask(account, "crm.activity.todo.add", said).get("result")
        return _made(found.get("id") if isinstance(found, dict) else None)


def _made(value: object) -> str:
    if not value:
        raise CrmError("answer_unreadable", why="CRM не назвала номер записанного")
    return str(value)
