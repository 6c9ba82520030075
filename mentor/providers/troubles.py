"""What goes wrong on a way of a connection is noted once and counted; it is gone once that way works again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Protocol

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone

from mentor.companies.models import CompanyOwned

COUNTED_EVERY = timedelta(seconds=10)


class ProviderTrouble(CompanyOwned):
    """The last thing that went wrong on one way of a connection; gone once that way works again.

    A room's own model adds ``connection`` (``related_name="troubles"``) and ``where``, unique together.
    """

    code = models.CharField(max_length=60)
    text = models.TextField()
    count = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        abstract = True


class HasTroubles(Protocol):
    """A connection of a room."""

    troubles: Any


def note(*, connection: HasTroubles, where: str, code: str, text: str) -> None:
    """Another kind of trouble replaces the row; the same one is counted, at most once in ten seconds.

    A flood of refused events must not make one row the place where all of them wait.
    """
    now = timezone.now()
    known = connection.troubles.filter(where=where).first()
    if known is not None and known.code == code:
        if now - known.at > COUNTED_EVERY:
            connection.troubles.filter(pk=known.pk).update(count=F("count") + 1, at=now, text=text)
        return
    row = {"code": code, "text": text, "count": 1, "first_at": now, "at": now}
    try:
        with transaction.atomic():
            connection.troubles.update_or_create(where=where, defaults=row)
    except IntegrityError:  # noted by somebody else at the same moment
        return


def clear(*, connection: HasTroubles, where: str) -> None:
    """This way works."""
    connection.troubles.filter(where=where).delete()
