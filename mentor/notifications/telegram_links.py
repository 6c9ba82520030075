"""Binding a member to a chat with the bot: a one-time deep link, of which only the hash is kept."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from mentor.companies import lookup
from mentor.companies.actions import audit
from mentor.companies.models import Member
from mentor.core.tenancy import company_scope

from . import live
from .models import TelegramChat, TelegramLink

LINK_MINUTES = 30
Found = tuple[int, int]  # company id, member id


@transaction.atomic
def new_link(*, member: Member) -> str:
    """The secret of a fresh link; earlier ones of the member stop working. 32 characters, as Telegram allows."""
    TelegramLink.objects.filter(member=member).delete()
    secret = secrets.token_urlsafe(24)
    TelegramLink.objects.create(
        member=member,
        token_hash=lookup.hash_secret(secret),
        expires_at=timezone.now() + timedelta(minutes=LINK_MINUTES),
    )
    return secret


def bind(*, secret: str, chat_id: int, now: datetime | None = None) -> Found | None:
    """Bind the link's member to this chat; None where the link is unknown, over, or was another chat's.

    Runs outside of a company's scope: the link says which company it is. The same chat may repeat it.
    """
    found = lookup.company_of_telegram_link(secret)
    if found is None:
        return None
    company_id, link_id = found
    with company_scope(company_id):
        link = TelegramLink.objects.select_for_update(of=("self",)).select_related("member").get(pk=link_id)
        chat = TelegramChat.objects.filter(member=link.member).first()
        if link.used_at is not None:
            again = chat is not None and chat.chat_id == chat_id and chat.off_at is None
            return (company_id, link.member_id) if again else None
        moment = now or timezone.now()
        if link.expires_at <= moment or not link.member.is_active:
            return None
        link.used_at = moment
        link.save(update_fields=["used_at"])
        _bind(link.member, chat_id, moment)
    return company_id, link.member_id


def _bind(member: Member, chat_id: int, now: datetime) -> None:
    TelegramChat.objects.filter(chat_id=chat_id).exclude(member=member).delete()
    TelegramChat.objects.update_or_create(
        member=member, defaults={"chat_id": chat_id, "linked_at": now, "off_at": None, "off_why": ""}
    )
    audit(user=member.user, action="telegram.linked", subject=f"member:{member.pk}")
    live.announce(member.pk)


@transaction.atomic
def unbind(*, member: Member) -> bool:
    """The member gets nothing there any more; False where nothing was bound."""
    TelegramLink.objects.filter(member=member).delete()
    gone, _ = TelegramChat.objects.filter(member=member).delete()
    if gone:
        audit(user=member.user, action="telegram.unlinked", subject=f"member:{member.pk}")
    return bool(gone)


def member_of_chat(chat_id: int) -> Found | None:
    """(company id, member id) of the chat that was bound last, if the bot may talk to it."""
    return lookup.company_of_telegram_chat(chat_id)
