"""From the outbox to the other side: at most once, noted before anything leaves.

No way out knows a message by a name of its own, so a worker killed between sending and noting cannot learn whether
it arrived. Such a message is not sent again and says so; nothing is lost by it, since the bell holds it as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models.functions import Greatest
from django.utils import timezone

from mentor.companies.models import Company
from mentor.core.tenancy import company_scope

from . import queries
from .kinds import Channel
from .message import Compose, Message, Sender
from .models import Delivery, TelegramChat
from .rules import Answer, Blocked, Next, Reason, State, after, pause_of_all, quiet_until

# Longer than any way out is waited for: whoever still sends after that is dead.
INTERRUPTED_AFTER = timedelta(minutes=2)
LONGEST_ERROR = 300
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed row, its words and where it goes."""

    delivery_id: int
    channel: str
    address: str
    message: Message
    attempts: int


def deliver_due(
    company_id: int, *, compose: Compose, senders: Mapping[str, Sender], clock: Clock = timezone.now
) -> int:
    """Send what is due in the company; returns how many attempts were made. Must not run inside a transaction."""
    with company_scope(company_id):
        _end_interrupted(clock())
    made = 0
    while True:
        with company_scope(company_id):
            parcel = _claim(clock(), compose, senders)
        if parcel is None:
            return made
        answer = senders[parcel.channel].send(parcel.address, parcel.message)
        made += 1
        with company_scope(company_id):
            _note(parcel, answer, clock())


def _end_interrupted(now: datetime) -> None:
    left = Delivery.objects.filter(state=State.SENDING, started_at__lt=now - INTERRUPTED_AFTER)
    left.update(state=State.FAILED, reason=Reason.INTERRUPTED, ended_at=now)


def _claim(now: datetime, compose: Compose, senders: Mapping[str, Sender]) -> Parcel | None:
    """The first due row that may go now, marked as being sent; others are put off or dropped on the way."""
    due = (
        Delivery.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(state=State.WAITING, not_before__lte=now, channel__in=list(senders))
        .select_related("notification__member")
        .order_by("not_before", "id")
    )
    while (row := due.first()) is not None:
        parcel = _prepared(row, now, compose)
        if parcel is not None:
            return parcel
    return None


def _prepared(row: Delivery, now: datetime, compose: Compose) -> Parcel | None:
    reason = _hindrance(row, now)
    if reason is not None:
        _drop(row, reason, now)
        return None
    until = _quiet(row, now)
    if until is not None:
        row.not_before = until
        row.save(update_fields=["not_before"])
        return None
    message = compose(row.notification)
    if message is None:
        _drop(row, Reason.STALE, now)
        return None
    row.state, row.started_at, row.attempts = State.SENDING, now, row.attempts + 1
    row.save(update_fields=["state", "started_at", "attempts"])
    address = queries.address(row.notification.member, row.channel)
    return Parcel(row.pk, row.channel, address, message, row.attempts)


def _hindrance(row: Delivery, now: datetime) -> Reason | None:
    member = row.notification.member
    if row.expires_at <= now:
        return Reason.STALE
    if not member.is_active:
        return Reason.MEMBER_OFF
    if row.notification.kind not in queries.wishes(member).wanted[Channel(row.channel)]:
        return Reason.NOT_WANTED
    return None if queries.address(member, row.channel) else Reason.CHANNEL_OFF


def _quiet(row: Delivery, now: datetime) -> datetime | None:
    company, found = Company.objects.get(), queries.settings()
    begins, ends = queries.wishes(row.notification.member).quiet or (found.quiet_from, found.quiet_to)
    return quiet_until(now, begins, ends, company.zone)


def _drop(row: Delivery, reason: Reason, now: datetime) -> None:
    row.state, row.reason, row.ended_at = State.DROPPED, reason, now
    row.save(update_fields=["state", "reason", "ended_at"])


def _note(parcel: Parcel, answer: Answer, now: datetime) -> None:
    row = Delivery.objects.select_for_update().get(pk=parcel.delivery_id)
    _apply(row, after(answer, parcel.attempts, now), getattr(answer, "why", ""), now)
    silence = pause_of_all(answer)
    if silence is not None:
        _hold_back(row.channel, now + silence)
    if isinstance(answer, Blocked) and row.channel == Channel.TELEGRAM:
        member_id = row.notification.member_id
        chat = TelegramChat.objects.filter(member_id=member_id, chat_id=int(parcel.address))
        chat.update(off_at=now, off_why=answer.why[:LONGEST_ERROR])


def _apply(row: Delivery, what: Next, error: str, now: datetime) -> None:
    row.state, row.reason, row.error = what.state, what.reason or "", error[:LONGEST_ERROR]
    if what.not_before is not None:
        row.not_before = what.not_before
    else:
        row.ended_at = now
    row.save(update_fields=["state", "reason", "error", "not_before", "ended_at"])


def _hold_back(channel: str, until: datetime) -> None:
    """The other side is flooded or silent: nothing of this company knocks there before that."""
    waiting = Delivery.objects.filter(channel=channel, state=State.WAITING)
    waiting.update(not_before=Greatest("not_before", until))
