"""Events: JSON whose fields the customer fills with the provider's variables, as the guide tells."""

from __future__ import annotations

import json

from mentor.telephony.errors import unreadable
from mentor.telephony.provider import Account, Hook, Reply
from mentor.telephony.report import Direction, Facts, Report
from mentor.telephony.values import moment, needed, plain, seconds, yes


class UisHook:
    """Nothing is signed: the secret address alone says whose the event is."""

    def greet(self, account: Account, hook: Hook) -> Reply | None:  # noqa: ARG002 - the protocol's signature
        return Reply("mentor.ai") if hook.method == "GET" and not hook.query else None

    def admit(self, account: Account, hook: Hook) -> None:
        """The address was the secret."""

    def read(self, account: Account, hook: Hook) -> list[Report]:
        event: object = hook.form()
        if hook.body.lstrip()[:1] == b"{":
            try:
                event = json.loads(hook.body)
            except (ValueError, RecursionError):
                raise unreadable("это не JSON") from None
        if not isinstance(event, dict):
            raise unreadable("это не объект")
        key = plain(needed(event, "call_session_id"))
        if event.get("record_link") or event.get("record_file"):
            recording = plain(event.get("record_link") or event["record_file"], 2000)
            if not event.get("start_time"):
                return [Report(key, Facts(recorded=True, recording=recording))]
        direction: Direction = "out" if event.get("direction") == "out" else "in"
        talk = seconds(event.get("talk_time_duration") or 0)
        missed = yes(event["is_lost"]) if "is_lost" in event else not talk
        return [
            Report(
                key,
                Facts(
                    ended=True,
                    direction=direction,
                    started_at=moment(needed(event, "start_time"), account.zone),
                    duration_s=0.0 if missed else talk,
                    manager=plain(event.get("extension_phone_number") or event.get("employee_id") or "", 64)
                    or None,
                    client_phone=plain(event.get("contact_phone_number", ""), 64),
                    missed=missed,
                ),
            )
        ]

    def reply(self, account: Account, hook: Hook) -> Reply:  # noqa: ARG002 - the protocol's signature
        return Reply("{}", "application/json")
