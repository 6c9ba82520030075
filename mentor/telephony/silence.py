"""A telephony that is silent for longer than usual: told once on the pages and once by letter, closed by the next call.

Letters go to integrators, who are no members of the company: they have no bell of it, «Требует внимания» is theirs.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from mentor.calls import actions as calls
from mentor.companies import queries as companies
from mentor.companies.models import User
from mentor.core.formats import moment
from mentor.core.tenancy import company_scope
from mentor.notifications.channels.mail import MailSender
from mentor.notifications.message import Message
from mentor.notifications.rules import State, after

from . import queue
from .health import is_silent
from .models import Connection, LetterState, SilenceLetter, SilenceMute, Trace

SILENT = "telephony_silent"
SENT_FOR_SURE = timedelta(minutes=5)
"""A letter that was noted as leaving so long ago was cut off: nobody knows whether it arrived, it is not sent again."""


@transaction.atomic
def tell(company_id: int, now: datetime) -> None:
    """Silence that has begun, and silence that is over."""
    for connection in Connection.objects.filter(is_on=True):
        since = is_silent(connection, now)
        if since is not None and connection.silent_since is None:
            _begin(connection, since, now)
        elif connection.silent_since is not None and _spoke_again(connection):
            _end(connection)
    open_letters = SilenceLetter.objects.filter(
        state__in=(LetterState.WAITING, LetterState.SENDING), not_before__lte=now
    )
    if open_letters.exists():
        queue.defer_letters(company_id=company_id)


def _begin(connection: Connection, since: datetime, now: datetime) -> None:
    calls.need_attention(
        call=None, code=SILENT, connection=connection.pk, title=connection.title, since=since.isoformat()
    )
    Connection.objects.filter(pk=connection.pk).update(silent_since=since)
    muted = SilenceMute.objects.values("user")
    people = User.objects.filter(is_integrator=True, is_active=True).exclude(pk__in=muted)
    letters = [
        SilenceLetter(connection=connection, user=each, since=since, not_before=now) for each in people
    ]
    SilenceLetter.objects.bulk_create(letters, ignore_conflicts=True)


def _end(connection: Connection) -> None:
    """A letter that has not left is of no more use."""
    calls.settle_matching(code=SILENT, connection=connection.pk)
    SilenceLetter.objects.filter(connection=connection, state=LetterState.WAITING).update(
        state=LetterState.DROPPED
    )
    Connection.objects.filter(pk=connection.pk).update(silent_since=None)


def _spoke_again(connection: Connection) -> bool:
    return Trace.objects.filter(connection=connection, taken_at__gt=connection.silent_since).exists()


def send_letters(company_id: int) -> None:
    """Everything that is due, one after the other; nothing is asked of the mail server inside a transaction."""
    while True:
        with company_scope(company_id):
            taken = _take_one(timezone.now())
        if taken is None:
            return
        letter, address, message = taken
        answer = MailSender(settings.PUBLIC_URL).send(address, message)
        with company_scope(company_id):
            following = after(answer, letter.attempts, timezone.now())
            letter.state = LetterState.FAILED if following.state == State.GIVEN_UP else following.state.value
            letter.error = getattr(answer, "why", "")[:300]
            letter.not_before = following.not_before or letter.not_before
            letter.save(update_fields=["state", "error", "not_before"])


def _take_one(now: datetime) -> tuple[SilenceLetter, str, Message] | None:
    SilenceLetter.objects.filter(state=LetterState.SENDING, not_before__lt=now - SENT_FOR_SURE).update(
        state=LetterState.FAILED, error="отправка оборвалась"
    )
    due = SilenceLetter.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state=LetterState.WAITING, not_before__lte=now
    )
    letter = due.select_related("connection", "user").order_by("id").first()
    if letter is None:
        return None
    letter.state, letter.attempts, letter.not_before = LetterState.SENDING, letter.attempts + 1, now
    letter.save(update_fields=["state", "attempts", "not_before"])
    return letter, letter.user.email, _message(letter, now)


def _message(letter: SilenceLetter, now: datetime) -> Message:
    """Nothing of calls leaves the product: the company, the connection, and since when."""
    company, connection = companies.company(), letter.connection
    zone = company.zone
    return Message(
        title=f"Телефония молчит: {company.name}",
        text=f"«{connection.title}»: в рабочее время звонков нет дольше обычного, последний — "
        f"{moment(letter.since, now, zone)}. Откройте подключение и нажмите «Проверить подключение».",
        path=reverse("telephony_connection", args=[connection.pk]),
    )


def wants_letters(user: User) -> bool:
    """Whether the integrator gets letters about this company's silences."""
    return not SilenceMute.objects.filter(user=user).exists()


def choose_letters(*, user: User, on: bool) -> None:
    """By choice of the integrator, for the company in scope."""
    if on:
        SilenceMute.objects.filter(user=user).delete()
    else:
        SilenceMute.objects.get_or_create(user=user)
