"""Events are forms with nested names: ``data[CALL_ID]``, ``auth[application_token]``."""

from __future__ import annotations

import hmac
import re

from mentor.telephony.errors import HookRefusedError
from mentor.telephony.provider import Account, Hook, Reply
from mentor.telephony.report import Report

from .protocol import report_of

ENDED = "ONVOXIMPLANTCALLEND"
_DATA = re.compile(r"data\[([A-Z_]+)\]")


class Bitrix24Hook:
    """The event tells all but the recording, which stands in the statistics later."""

    def greet(self, account: Account, hook: Hook) -> Reply | None:  # noqa: ARG002 - the protocol's signature
        return Reply("mentor.ai") if hook.method == "GET" else None

    def admit(self, account: Account, hook: Hook) -> None:
        shown, known = hook.form().get("auth[application_token]", ""), account.text("application_token")
        if not known or not hmac.compare_digest(shown.encode(), known.encode()):
            raise HookRefusedError("hook_secret")

    def read(self, account: Account, hook: Hook) -> list[Report]:
        form = hook.form()
        if form.get("event", "").upper() != ENDED:
            return []
        fields = {found[1]: value for name, value in form.items() if (found := _DATA.fullmatch(name))}
        return [report_of(account.zone, fields)]

    def reply(self, account: Account, hook: Hook) -> Reply:  # noqa: ARG002 - the protocol's signature
        return Reply("ok")
