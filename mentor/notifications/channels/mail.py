"""Letters, through whatever mail the installation's settings name."""

from __future__ import annotations

from smtplib import SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected

from django.core.mail import EmailMessage, get_connection

from mentor.notifications.message import Message
from mentor.notifications.rules import Answer, Later, Refused, Sent, Unclear

WAIT_S = 15
PERMANENT = 500


class MailSender:
    """A letter of plain text. ``public_url``: what the product's addresses begin with."""

    def __init__(self, public_url: str) -> None:
        self.public_url = public_url

    def send(self, address: str, message: Message) -> Answer:
        letter = EmailMessage(
            subject=" ".join(message.title.split()),
            body=message.plain(self.public_url),
            to=[address],
            connection=get_connection(timeout=WAIT_S),
        )
        try:
            letter.send()
        except SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            permanent = all(code >= PERMANENT for code in codes)
            return Refused(f"адрес не принят: {codes}") if permanent else Later(f"адрес не принят: {codes}")
        except SMTPResponseException as error:
            why = f"почтовый сервер ответил {error.smtp_code}"
            return Refused(why) if error.smtp_code >= PERMANENT else Later(why)
        except (SMTPServerDisconnected, TimeoutError) as error:
            return Unclear(f"связь с почтовым сервером оборвалась: {type(error).__name__}")
        except OSError as error:  # no connection: nothing has left
            return Later(f"почтовый сервер недоступен: {type(error).__name__}")
        return Sent()
