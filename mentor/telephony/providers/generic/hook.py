"""Events by a mapping of fields."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from mentor.telephony.errors import HookRefusedError, TelephonyError, incomplete, unreadable
from mentor.telephony.provider import Account, Hook, Reply, Sound
from mentor.telephony.report import Direction, Facts, Report
from mentor.telephony.values import moment, plain, seconds

from .form import FIELDS


class GenericHook:
    """JSON or a form; a list of events is taken too."""

    def greet(self, account: Account, hook: Hook) -> Reply | None:  # noqa: ARG002 - the protocol's signature
        return Reply("mentor.ai") if hook.method == "GET" and not hook.query else None

    def admit(self, account: Account, hook: Hook) -> None:
        header, key = account.text("signature_header"), account.text("signature_key")
        if not header or not key:
            return
        shown = hook.headers.get(header.lower(), "").lower().removeprefix("sha256=")
        made = hmac.new(key.encode(), hook.body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(shown.encode(), made.encode()):
            raise HookRefusedError("signature")

    def read(self, account: Account, hook: Hook) -> list[Report]:
        return [report_of(account, event) for event in _events(hook)]

    def reply(self, account: Account, hook: Hook) -> Reply:  # noqa: ARG002 - the protocol's signature
        return Reply('{"success":true}', "application/json")


def _events(hook: Hook) -> list[Any]:
    if "json" in hook.content_type or hook.body.lstrip()[:1] in (b"{", b"["):
        try:
            found = json.loads(hook.body)
        except (ValueError, RecursionError):
            raise unreadable("это не JSON") from None
        return found if isinstance(found, list) else [found]
    return [hook.form()]


def report_of(account: Account, event: object) -> Report:
    """One event by the account's mapping. Raises ``Problem`` naming the field."""
    got = {fact: _at(event, account.text(setting)) for fact, setting in FIELDS.items()}
    for fact in ("call_key", "started_at", "direction"):
        if got[fact] in (None, ""):
            raise incomplete(account.text(FIELDS[fact]))
    direction: Direction = "in" if _is(account, "words_in", got["direction"]) else "out"
    ended = not account.text("field_ended") or _is(account, "words_ended", got["ended"])
    missed = _is(account, "words_missed", got["missed"]) if got["missed"] is not None else None
    recording = plain(got["recording"], 2000) if got["recording"] else None
    facts = Facts(
        ended=ended,
        direction=direction,
        started_at=moment(got["started_at"], account.zone),
        duration_s=seconds(got["duration_s"]) if got["duration_s"] not in (None, "") else None,
        manager=plain(got["manager"], 64) if got["manager"] else None,
        client_phone=plain(got["client_phone"], 64) if got["client_phone"] is not None else None,
        missed=missed,
        recorded=True if recording else None,
        recording=recording,
    )
    return Report(plain(got["call_key"]), facts)


def _at(event: object, path: str) -> Any:
    """The value that a dotted path leads to, None where it leads nowhere."""
    found = event
    for name in path.split(".") if path else [""]:
        found = found.get(name) if isinstance(found, dict) else None
    return None if isinstance(found, dict | list) else found


def _is(account: Account, setting: str, value: object) -> bool:
    words = {word.strip().lower() for word in account.text(setting).split(",") if word.strip()}
    return str(value).strip().lower() in words


def sound(account: Account, key: str, facts: Facts) -> Sound:  # noqa: ARG001 - the protocol's signature
    """The recording lies at the address that the event named."""
    if not facts.recording:
        raise TelephonyError("sound_unknown")
    return Sound(url=facts.recording)
