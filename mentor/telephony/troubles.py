"""What goes wrong on a way of a connection is noted once and counted; it is gone once that way works again."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from .models import Connection, Trouble

COUNTED_EVERY = timedelta(seconds=10)


def note(*, connection: Connection, where: str, code: str, text: str) -> None:
    """Another kind of trouble replaces the row; the same one is counted, at most once in ten seconds.

    A flood of refused events must not make one row the place where all of them wait.
    """
    now = timezone.now()
    known = Trouble.objects.filter(connection=connection, where=where).first()
    if known is not None and known.code == code:
        if now - known.at > COUNTED_EVERY:
            Trouble.objects.filter(pk=known.pk).update(count=F("count") + 1, at=now, text=text)
        return
    row = {"code": code, "text": text, "count": 1, "first_at": now, "at": now}
    try:
        with transaction.atomic():
            Trouble.objects.update_or_create(connection=connection, where=where, defaults=row)
    except IntegrityError:  # noted by somebody else at the same moment
        return


def clear(*, connection: Connection, where: str) -> None:
    """This way works."""
    Trouble.objects.filter(connection=connection, where=where).delete()
