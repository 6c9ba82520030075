"""Events: the end of a call in and out, and the recording, which is told of apart."""

from __future__ import annotations

from urllib.parse import parse_qs

from mentor.telephony.errors import HookRefusedError
from mentor.telephony.provider import Account, Hook, Reply
from mentor.telephony.report import Direction, Facts, Report
from mentor.telephony.values import moment, needed, plain, seconds, yes

from .protocol import is_signed

ANSWERED = "answered"
ENDS: dict[str, Direction] = {"NOTIFY_END": "in", "NOTIFY_OUT_END": "out"}


class ZadarmaHook:
    """The provider first asks ``?zd_echo=…`` and wants to hear it back."""

    def greet(self, account: Account, hook: Hook) -> Reply | None:  # noqa: ARG002 - the protocol's signature
        echo = parse_qs(hook.query).get("zd_echo")
        return Reply(plain(echo[0])) if echo else None

    def admit(self, account: Account, hook: Hook) -> None:
        if not is_signed(hook.form(), hook.headers.get("signature", ""), account.text("secret")):
            raise HookRefusedError("signature")

    def read(self, account: Account, hook: Hook) -> list[Report]:
        event = hook.form()
        kind = event.get("event", "")
        if kind in ENDS:
            return [_end(account, event, ENDS[kind])]
        if kind == "NOTIFY_RECORD":
            recording = plain(needed(event, "call_id_with_rec"))
            return [Report(plain(needed(event, "pbx_call_id")), Facts(recorded=True, recording=recording))]
        return []

    def reply(self, account: Account, hook: Hook) -> Reply:  # noqa: ARG002 - the protocol's signature
        return Reply("ok")


def _end(account: Account, event: dict[str, str], direction: Direction) -> Report:
    """``call_start`` is in the account's time zone, ``duration`` in seconds."""
    answered = event.get("disposition") == ANSWERED
    recorded = yes(event["is_recorded"]) if "is_recorded" in event else None
    who = event.get("last_internal") or event.get("internal") or ""
    client = event.get("destination", "") if direction == "out" else event.get("caller_id", "")
    return Report(
        plain(needed(event, "pbx_call_id")),
        Facts(
            ended=True,
            direction=direction,
            started_at=moment(needed(event, "call_start"), account.zone),
            duration_s=seconds(event.get("duration") or 0) if answered else 0.0,
            manager=plain(who, 64) or None,
            client_phone=plain(client, 64),
            missed=not answered,
            recorded=recorded,
            recording=plain(event.get("call_id_with_rec", "")) or None if recorded else None,
        ),
    )
