"""Notes and tasks on a deal's card, or on the contact's where the client has no deal."""

from __future__ import annotations

from datetime import datetime

from mentor.crm.errors import CrmError
from mentor.crm.provider import Account
from mentor.crm.told import Target

from .client import CLOSED, Json, ask, pages, rows_of
from .reading import phones_of

CALL_TASK = 1


class AmoWriter:
    """``kind`` of a target is the API's own: leads or contacts."""

    def find(self, account: Account, phone: str) -> Target | None:
        query = {"query": phone.removeprefix("+"), "with": "leads", "limit": "50"}
        for contact in rows_of(ask(account, "GET", "/api/v4/contacts", query), "contacts"):
            if not any(_same(phone, each) for each in phones_of(contact)):
                continue  # the search looks into every field
            deals = sorted((int(each["id"]) for each in rows_of(contact, "leads")), reverse=True)
            for key in deals[:5]:
                deal = ask(account, "GET", f"/api/v4/leads/{key}")
                if deal and deal.get("status_id") not in CLOSED:
                    return Target("leads", str(key), str(deal.get("responsible_user_id") or ""))
            return Target("contacts", str(contact["id"]), str(contact.get("responsible_user_id") or ""))
        return None

    def written(self, account: Account, target: Target, kind: str, mark: str) -> str:
        if kind == "note":
            rows = pages(
                account, f"/api/v4/{target.kind}/{target.key}/notes", {"filter[note_type]": "common"}, "notes"
            )
            return next((str(row["id"]) for row in rows if mark in str(row.get("params"))), "")
        query = {"filter[entity_type]": target.kind, "filter[entity_id]": target.key}
        rows = pages(account, "/api/v4/tasks", query, "tasks")
        return next((str(row["id"]) for row in rows if mark in str(row.get("text"))), "")

    def note(self, account: Account, target: Target, text: str) -> str:
        body = [{"note_type": "common", "params": {"text": text}}]
        return _made(ask(account, "POST", f"/api/v4/{target.kind}/{target.key}/notes", body=body), "notes")

    def task(self, account: Account, target: Target, text: str, due: datetime) -> str:
        task: Json = {
            "text": text,
            "complete_till": int(due.timestamp()),
            "entity_id": int(target.key),
            "entity_type": target.kind,
            "task_type_id": CALL_TASK,
        }
        if target.user:
            task["responsible_user_id"] = int(target.user)
        return _made(ask(account, "POST", "/api/v4/tasks", body=[task]), "tasks")


def _same(phone: str, other: str) -> bool:
    """Whether both are one number: the last ten digits agree."""
    return phone[-10:] == "".join(each for each in other if each.isdigit())[-10:]


def _made(value: Json, name: str) -> str:
    made = rows_of(value, name)
    if not made or "id" not in made[0]:
        raise CrmError("answer_unreadable", why="CRM не назвала номер записанного")
    return str(made[0]["id"])
