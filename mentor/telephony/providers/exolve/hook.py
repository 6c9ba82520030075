"""Events of a call's way: only its end is taken, the history tells the rest."""

from __future__ import annotations

import json

from mentor.telephony.errors import unreadable
from mentor.telephony.provider import Account, Hook, Reply
from mentor.telephony.report import Report

from .protocol import first, report_of

KIND = ("event_type", "event", "event_id", "call_status", "status")
ENDS = ("end", "hangup", "complete", "finish", "disconnect", "release")


class ExolveHook:
    """Nothing is signed."""

    def greet(self, account: Account, hook: Hook) -> Reply | None:  # noqa: ARG002 - the protocol's signature
        return Reply("mentor.ai") if hook.method == "GET" else None

    def admit(self, account: Account, hook: Hook) -> None:
        """The address was the secret."""

    def read(self, account: Account, hook: Hook) -> list[Report]:
        try:
            event = json.loads(hook.body)
        except (ValueError, RecursionError):
            raise unreadable("это не JSON") from None
        if not isinstance(event, dict):
            raise unreadable("это не объект")
        inner = event.get("payload")
        told = inner if isinstance(inner, dict) else event
        kind = first(event, KIND).lower()
        if not any(each in kind for each in ENDS):
            return []
        return [report_of(account, told)]

    def reply(self, account: Account, hook: Hook) -> Reply:  # noqa: ARG002 - the protocol's signature
        return Reply("{}", "application/json")
