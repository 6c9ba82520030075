"""Steps of lost clients counted over any span of time."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q

from .counting import STEPS
from .models import CloseReason, LossCase


def clients_by_step(begin: datetime, end: datetime) -> dict[str, int]:
    """Clients by the step of their case that happened in ``[begin, end)``, each once a step. One query.

    The same as the tallies of a day, week or month hold, for any span: it reads the cases themselves.
    """
    rows = LossCase.objects.filter(is_archive=False).exclude(close_reason=CloseReason.NOT_LOST)
    return rows.aggregate(
        **{
            name.removeprefix("case."): Count(
                "client", distinct=True, filter=Q(**{f"{field}__gte": begin, f"{field}__lt": end})
            )
            for name, field in STEPS.items()
        }
    )
