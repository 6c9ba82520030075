"""Writes of messages to people."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from mentor.calls.models import Call
from mentor.companies.actions import audit
from mentor.companies.models import Member, Role, User

from . import live, queries
from .kinds import KINDS_OF_ROLE, Channel, Kind
from .models import Delivery, NoticeSettings, Notification, Preference

FRESH_FOR = timedelta(days=2)


@transaction.atomic
def tell(
    *, member: Member, kind: Kind, key: str, expires_at: datetime | None = None, **facts: Any
) -> Notification | None:
    """A message to one member, once for ``key``; None where it was told before.

    Facts hold ids and numbers; words are made when it is shown or sent. What the member wants to get elsewhere is
    put into the outbox; ``expires_at`` (two days from now) is when it is of no more use there.
    """
    told, created = Notification.objects.get_or_create(
        member=member, key=key, defaults={"kind": kind, "facts": facts}
    )
    if not created:
        return None
    now = timezone.now()
    for channel in queries.channels_for(member, kind):
        Delivery.objects.create(
            notification=told, channel=channel, not_before=now, expires_at=expires_at or now + FRESH_FOR
        )
    live.announce(member.pk)
    return told


def tell_heads(*, kind: Kind, key: str, **facts: Any) -> None:
    """The same message to every active head of the company, once for ``key``."""
    for head in _heads():
        tell(member=head, kind=kind, key=key, **facts)


def _heads() -> list[Member]:
    return list(Member.objects.filter(role=Role.HEAD, is_active=True))


def tell_about_call(call: Call) -> None:
    """A freshly lost client: its manager and the heads hear of it; archive and repeats stay silent."""
    result = getattr(call, "result", None)
    if call.purpose != "live" or result is None or result.outcome != "lost" or call.client_id is None:
        return
    people = _heads()
    if call.manager is not None and call.manager.is_active:
        people.append(call.manager)
    for member in people:
        tell(member=member, kind=Kind.CLIENT_LOST, key=f"lost:{call.pk}", call=call.pk, client=call.client_id)


@transaction.atomic
def note_read(*, member: Member, until_id: int) -> int:
    """Everything of the member up to this message is read; returns how many were not."""
    unread = Notification.objects.filter(member=member, read_at=None, pk__lte=until_id)
    changed = unread.update(read_at=timezone.now())
    if changed:
        live.announce(member.pk)
    return changed


@transaction.atomic
def choose(
    *,
    member: Member,
    wanted: Mapping[Channel, Collection[str]],
    quiet: tuple[time, time] | None,
) -> None:
    """What the member wants to get by which way, and own quiet hours; kinds of other roles are left out."""
    known = {str(kind) for kind in KINDS_OF_ROLE[member.role]}
    chosen = {channel: sorted(known & set(wanted.get(channel, ()))) for channel in Channel}
    Preference.objects.update_or_create(
        member=member,
        defaults={
            "telegram": chosen[Channel.TELEGRAM],
            "mail": chosen[Channel.MAIL],
            "quiet_from": quiet[0] if quiet else None,
            "quiet_to": quiet[1] if quiet else None,
        },
    )


@transaction.atomic
def change_settings(*, by: User, **changes: Any) -> None:
    """The company's own settings of messages; the audit keeps old and new values."""
    found = queries.settings()
    before = {name: str(getattr(found, name)) for name in changes}
    kept = ("quiet_from", "quiet_to", "personal_data", "neglect_ignored_days")
    NoticeSettings.objects.create(**{name: changes.get(name, getattr(found, name)) for name in kept})
    after = {name: str(value) for name, value in changes.items()}
    audit(user=by, action="notices.changed", before=before, after=after)
