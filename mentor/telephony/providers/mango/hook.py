"""Events: what has ended (``summary``) and what was recorded (``recording``, ``record/added``)."""

from __future__ import annotations

import json
from typing import Any

from mentor.telephony.errors import HookRefusedError, unreadable
from mentor.telephony.provider import Account, Hook, Reply
from mentor.telephony.report import Direction, Facts, Report
from mentor.telephony.values import moment, needed, plain

from .protocol import ANSWERED, DONE, OUTBOUND, in_time, is_signed


class MangoHook:
    """The provider adds the kind of event to the address: ``…/events/summary``."""

    def greet(self, account: Account, hook: Hook) -> Reply | None:  # noqa: ARG002 - the protocol's signature
        return Reply("ok") if hook.method == "GET" or hook.path.strip("/").endswith("ping") else None

    def admit(self, account: Account, hook: Hook) -> None:
        if not is_signed(account, hook.form()):
            raise HookRefusedError("signature")

    def read(self, account: Account, hook: Hook) -> list[Report]:
        try:
            event = json.loads(hook.form().get("json", ""))
        except (ValueError, RecursionError):
            raise unreadable("в поле json не JSON") from None
        if not isinstance(event, dict):
            raise unreadable("в поле json не объект")
        if "entry_result" in event:
            return [_summary(account, event)]
        if "recording_id" in event:
            return _recording(event)
        return []  # the call's way through the exchange: nothing that the summary does not tell

    def reply(self, account: Account, hook: Hook) -> Reply:  # noqa: ARG002 - the protocol's signature
        return Reply("ok")


def _summary(account: Account, event: dict[str, Any]) -> Report:
    """The end of a call. Times are Unix seconds; ``talk_time`` is 0 where nobody answered."""
    direction: Direction = "out" if str(event.get("call_direction")) == OUTBOUND else "in"
    ours, theirs = (_side(event, name) for name in (("from", "to") if direction == "out" else ("to", "from")))
    answered = str(event.get("entry_result")) == ANSWERED
    began = moment(needed(event, "create_time"), account.zone)
    talk = _unix(event.get("talk_time"))
    ended = _unix(event.get("end_time"))
    return Report(
        plain(needed(event, "entry_id")),
        Facts(
            ended=True,
            direction=direction,
            started_at=began,
            duration_s=max(0.0, ended - talk) if answered and talk else 0.0,
            manager=plain(ours.get("extension", ""), 64) or None,
            client_phone=plain(theirs.get("number") or theirs.get("extension") or "", 64),
            missed=not answered,
        ),
    )


def _recording(event: dict[str, Any]) -> list[Report]:
    """A recording that is ready; one that goes on still, or failed, is not told of."""
    state = event.get("recording_state")
    if state not in (None, "Completed") or str(event.get("completion_code", DONE)) != str(DONE):
        return []
    key, recording = needed(event, "entry_id"), plain(needed(event, "recording_id"), 500)
    place = in_time(_unix(event.get("timestamp")))
    return [Report(plain(key), Facts(recorded=True, recording=recording, recordings=((place, recording),)))]


def _side(event: dict[str, Any], name: str) -> dict[str, Any]:
    found = event.get(name)
    return found if isinstance(found, dict) else {}


def _unix(value: object) -> float:
    try:
        return float(str(value or 0))
    except ValueError:
        raise unreadable(f"«{str(value)[:40]}» — не время") from None
