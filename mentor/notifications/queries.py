"""Reads of messages, and of how people want to be told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import cache

from mentor.companies.models import Member
from mentor.core.reads import Read

from .kinds import DEFAULTS, KINDS_OF_ROLE, Channel, Kind
from .models import Delivery, NoticeSettings, Notification, Preference, TelegramChat
from .rules import State

SHOWN = 40
BADGE_MOST = 99


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a member gets by which way; ``quiet`` None: the company's hours."""

    wanted: dict[Channel, frozenset[str]]
    quiet: tuple[time, time] | None


def settings() -> NoticeSettings:
    """The company's settings of messages; the defaults where nobody has set any."""
    return NoticeSettings.objects.order_by("-id").first() or NoticeSettings()


@cache
def neglect_ignored_days() -> Read[int]:
    """Of the same settings: after how many days a recommendation without a reaction is neglect."""
    rows = NoticeSettings.objects.order_by("-id").values_list("neglect_ignored_days")[:1]
    return Read.of(rows, lambda found: found[0][0] if found else NoticeSettings().neglect_ignored_days)


def wishes(member: Member) -> Wishes:
    """The member's choice, or what goes out where nobody has chosen."""
    found = Preference.objects.filter(member=member).first()
    of_role = {str(kind) for kind in KINDS_OF_ROLE[member.role]}
    if found is None:
        chosen = {
            channel: frozenset(of_role & {str(kind) for kind in DEFAULTS[channel]}) for channel in Channel
        }
        return Wishes(chosen, None)
    own = (found.quiet_from, found.quiet_to)
    quiet = (own[0], own[1]) if own[0] is not None and own[1] is not None else None
    chosen = {
        Channel.TELEGRAM: frozenset(of_role & set(found.telegram)),
        Channel.MAIL: frozenset(of_role & set(found.mail)),
    }
    return Wishes(chosen, quiet)


def chat_of(member: Member) -> TelegramChat | None:
    """The member's chat with the bot, switched off or not."""
    return TelegramChat.objects.filter(member=member).first()


def address(member: Member, channel: str) -> str:
    """Where this way leads for the member; empty: nowhere now."""
    if channel == Channel.MAIL:
        return member.email
    chat = chat_of(member)
    return str(chat.chat_id) if chat is not None and chat.off_at is None else ""


def channels_for(member: Member, kind: Kind) -> list[Channel]:
    """Ways out that are open to the member and wanted for this kind."""
    wanted = wishes(member).wanted
    return [each for each in Channel if kind in wanted[each] and address(member, each)]


def anything_to_send(now: datetime) -> bool:
    """Whether the outbox holds a row that is due, or one whose sending may have been broken off."""
    rows = Delivery.objects.filter(state__in=(State.WAITING, State.SENDING), not_before__lte=now)
    return rows.exists()


def unread(member: Member) -> int:
    """How many messages the member has not read; one more than ``BADGE_MOST`` at most. One query."""
    return unread_of(member).now()


def unread_of(member: Member) -> Read[int]:
    """The same as a read."""
    return replace(_unread(), values=(member.pk,))


@cache
def _unread() -> Read[int]:
    rows = Notification.objects.filter(member_id=0, read_at=None).values_list("pk")
    return Read.of(rows[: BADGE_MOST + 1], len)


def newest(member: Member, before_id: int | None = None) -> list[Notification]:
    """The member's messages, newest first, those older than ``before_id`` if one is given."""
    rows = Notification.objects.filter(member=member).order_by("-id")
    if before_id is not None:
        rows = rows.filter(pk__lt=before_id)
    return list(rows[:SHOWN])


@dataclass(frozen=True, slots=True)
class Trouble:
    """A message that did not go out, for the member to see."""

    channel: str
    reason: str
    error: str
    at: datetime


def last_trouble(member: Member) -> Trouble | None:
    """The newest message of the member that could not be delivered, if it is the newest of its way out."""
    rows = Delivery.objects.filter(notification__member=member, ended_at__isnull=False)
    last = rows.exclude(state="dropped").order_by("-ended_at").first()
    if last is None or last.state == "sent" or last.ended_at is None:
        return None
    return Trouble(last.channel, last.reason, last.error, last.ended_at)


def deliveries_of(key: str) -> list[Delivery]:
    """Copies of one message that were to leave the product, by person and way. One query."""
    rows = Delivery.objects.filter(notification__key=key).select_related("notification__member")
    return list(rows.order_by("notification__member__name", "channel"))
