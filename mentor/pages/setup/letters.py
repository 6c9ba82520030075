"""Letters of set-up."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string

from mentor.companies.actions import INVITATION_DAYS

log = logging.getLogger(__name__)
SECONDS_TO_WAIT = 10


def send_invitation(*, to: str, name: str, company: str, link: str) -> str:
    """Mail the link; returns what to tell the sender. The link stands on the page either way."""
    facts = {"name": name, "company": company, "link": link, "days": INVITATION_DAYS}
    letter = EmailMessage(
        subject=f"Приглашение в mentor.ai: {' '.join(company.split())}",
        body=render_to_string("pages/setup/invitation_letter.txt", facts),
        to=[to],
        connection=get_connection(timeout=SECONDS_TO_WAIT),
    )
    try:
        letter.send()
    except (OSError, SMTPException) as error:
        log.warning("an invitation could not be mailed: %s", error)
        return f"Письмо на {to} отправить не удалось: почтовый сервер не отвечает. Передайте ссылку сами."
    return f"Письмо со ссылкой отправлено на {to}."
