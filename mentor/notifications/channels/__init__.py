"""Ways out of the product, one file each."""

from __future__ import annotations

from django.conf import settings

from mentor.notifications.kinds import Channel
from mentor.notifications.message import Sender


def senders() -> dict[str, Sender]:
    """The ways out that this installation has; letters always have one (files, where no server is named)."""
    from .mail import MailSender
    from .telegram import TelegramSender

    found: dict[str, Sender] = {Channel.MAIL: MailSender(settings.PUBLIC_URL)}
    if settings.TELEGRAM_TOKEN:
        found[Channel.TELEGRAM] = TelegramSender(
            token=settings.TELEGRAM_TOKEN, api=settings.TELEGRAM_API, public_url=settings.PUBLIC_URL
        )
    return found
