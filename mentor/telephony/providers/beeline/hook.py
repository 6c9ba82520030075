"""Events come as XML to the address that the subscription names."""

from __future__ import annotations

from mentor.telephony.provider import Account, Hook, Reply
from mentor.telephony.report import Report

from . import xsi


class BeelineHook:
    """Nothing is signed: the secret address alone says whose the event is."""

    def greet(self, account: Account, hook: Hook) -> Reply | None:  # noqa: ARG002 - the protocol's signature
        return Reply("mentor.ai") if hook.method == "GET" else None

    def admit(self, account: Account, hook: Hook) -> None:
        """The address was the secret."""

    def read(self, account: Account, hook: Hook) -> list[Report]:
        return xsi.read(account, hook.body)

    def reply(self, account: Account, hook: Hook) -> Reply:  # noqa: ARG002 - the protocol's signature
        return Reply()
