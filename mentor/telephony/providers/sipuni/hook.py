"""Events come by GET or POST; the provider wants to hear ``{"success": true}``."""

from __future__ import annotations

from mentor.telephony.provider import Account, Hook, Reply
from mentor.telephony.report import Direction, Facts, Report
from mentor.telephony.values import moment, needed, plain, seconds

HANGUP = "2"
ANSWERED = "ANSWER"
EXTERNAL = "1"  # src_type, dst_type: 1 is outside, 2 is an internal number


class SipuniHook:
    """Nothing is signed: the secret address alone says whose the event is."""

    def greet(self, account: Account, hook: Hook) -> Reply | None:  # noqa: ARG002 - the protocol's signature
        return Reply("mentor.ai") if hook.method == "GET" and not hook.query else None

    def admit(self, account: Account, hook: Hook) -> None:
        """The address was the secret."""

    def read(self, account: Account, hook: Hook) -> list[Report]:
        event = hook.form()
        return [_ended(account, event)] if event.get("event") == HANGUP else []

    def reply(self, account: Account, hook: Hook) -> Reply:  # noqa: ARG002 - the protocol's signature
        return Reply('{"success":true}', "application/json")


def _ended(account: Account, event: dict[str, str]) -> Report:
    """Times are Unix seconds; an unanswered call has no (or a zero) moment of answer."""
    outbound = event.get("src_type", "") not in ("", EXTERNAL)
    direction: Direction = "out" if outbound else "in"
    answered = event.get("status") == ANSWERED
    began = moment(needed(event, "call_start_timestamp"), account.zone)
    answer, end = (seconds_of(event.get(name)) for name in ("call_answer_timestamp", "timestamp"))
    link = event.get("call_record_link", "")
    theirs, ours = ("dst_num", "src_num") if outbound else ("src_num", "dst_num")
    short = event.get(f"short_{ours}") or event.get(ours, "")
    return Report(
        plain(needed(event, "call_id")),
        Facts(
            ended=True,
            direction=direction,
            started_at=began,
            duration_s=max(0.0, end - answer) if answered and answer else 0.0,
            manager=plain(_internal(short, account.text("user")), 64) or None,
            client_phone=plain(event.get(theirs, ""), 64),
            missed=not answered,
            recorded=bool(link) if answered else None,
            recording=plain(link, 2000) or None,
        ),
    )


def seconds_of(value: str | None) -> float:
    """A Unix moment as seconds, 0 where there is none."""
    return seconds("0") if not value or not value.isdigit() else float(value)


def _internal(number: str, user: str) -> str:
    """Internal numbers may carry the system's number in front: 060957201 is 201 of 060957."""
    return number.removeprefix(user) if user and number != user else number
