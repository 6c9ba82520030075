"""Commands: ``history`` tells of a call that has ended; ``contact`` asks for a client's name, which we keep."""

from __future__ import annotations

import hmac

from mentor.telephony.errors import HookRefusedError
from mentor.telephony.provider import Account, Hook, Reply
from mentor.telephony.report import Direction, Facts, Report
from mentor.telephony.values import moment, needed, plain, seconds

SUCCESS = "success"


class MegafonHook:
    """Forms with ``cmd`` and ``crm_token``."""

    def greet(self, account: Account, hook: Hook) -> Reply | None:  # noqa: ARG002 - the protocol's signature
        return Reply("mentor.ai") if hook.method == "GET" else None

    def admit(self, account: Account, hook: Hook) -> None:
        shown, known = hook.form().get("crm_token", ""), account.text("crm_token")
        if not known or not hmac.compare_digest(shown.encode(), known.encode()):
            raise HookRefusedError("hook_secret")

    def read(self, account: Account, hook: Hook) -> list[Report]:
        event = hook.form()
        return [_ended(account, event)] if event.get("cmd") == "history" else []

    def reply(self, account: Account, hook: Hook) -> Reply:  # noqa: ARG002 - the protocol's signature
        return Reply("{}", "application/json")


def _ended(account: Account, event: dict[str, str]) -> Report:
    """``start`` is UTC as ``YYYYmmddTHHMMSSZ``, ``duration`` in seconds, ``link`` where there is a recording."""
    direction: Direction = "out" if needed(event, "type") == "out" else "in"
    answered = event.get("status", "").lower() == SUCCESS
    link = event.get("link", "")
    return Report(
        plain(needed(event, "callid")),
        Facts(
            ended=True,
            direction=direction,
            started_at=moment(needed(event, "start"), account.zone),
            duration_s=seconds(event.get("duration") or 0) if answered else 0.0,
            manager=plain(event.get("ext") or event.get("user") or "", 64) or None,
            client_phone=plain(event.get("phone", ""), 64),
            missed=not answered,
            recorded=True if link else None,
            recording=plain(link, 2000) or None,
        ),
    )
