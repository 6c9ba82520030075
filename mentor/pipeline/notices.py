"""What a company is told by the clock: reminders, neglect; and, as a job of its own, what waits in the outbox."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from mentor.companies import queries as companies
from mentor.core.tenancy import company_scope
from mentor.notifications import channels, outbox
from mentor.notifications import queries as notices
from mentor.notifications.message import Message
from mentor.notifications.models import Notification
from mentor.recovery import neglect, notice_words, reminders

from . import queue


def look_after(company_id: int, now: datetime | None = None) -> None:
    """Notice what is late; what is due to leave goes to the queue that may wait for other people's servers."""
    moment = now or timezone.now()
    with company_scope(company_id):
        company = companies.company()
        reminders.remind(company, moment)
        neglect.refresh(company, moment)
        if notices.anything_to_send(moment):
            queue.defer_deliver(company_id=company_id)


def deliver(company_id: int) -> int:
    """Send what is due in the company's outbox; returns how many attempts were made."""
    return outbox.deliver_due(company_id, compose=_compose, senders=channels.senders())


def _compose(notification: Notification) -> Message | None:
    return notice_words.sent(notification, personal=notices.settings().personal_data)
