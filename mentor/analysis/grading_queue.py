"""Reads of calls that wait for an expert's grade. A fixed number of queries, whatever the company holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from django.db.models import Count, Exists, OuterRef

from mentor.calls.models import Purpose

from .grading_order import Candidate, heard_evenly, unsure_first
from .models import CallResult, Grade, Outcome

Order = Literal["new", "lost", "unsure", "even"]
ORDERS: tuple[Order, ...] = ("unsure", "lost", "even", "new")
COUNTED = (Purpose.LIVE, Purpose.HISTORY)
# The newest calls are the ones to learn from; this bounds the cost of a page.
NEWEST = 500


def waiting(order: Order, *, pass_mark: int, besides: Iterable[int] = ()) -> list[Candidate]:
    """Calls without a grade in the order asked for. At most two queries."""
    rows = (
        CallResult.objects.filter(purpose__in=COUNTED)
        .exclude(Exists(Grade.objects.filter(call=OuterRef("call"))))
        .exclude(call_id__in=list(besides))
    )
    if order == "lost":
        rows = rows.filter(outcome=Outcome.LOST)
    elif order in ("unsure", "even"):
        rows = rows.exclude(outcome=Outcome.NOT_SALES)
    found = [
        Candidate(
            call_id=row.call_id,
            manager_id=row.manager_id,
            started_at=row.started_at,
            outcome=row.outcome,
            scores=row.scores,
            other_reasons=len(row.assessment.other_reasons),
        )
        for row in rows.select_related("assessment").order_by("-call__started_at", "-call_id")[:NEWEST]
    ]
    if order == "unsure":
        return unsure_first(found, pass_mark)
    if order == "even":
        return heard_evenly(found, graded_by_manager())
    return found


def graded_by_manager() -> dict[int | None, int]:
    """How many calls of each manager have a grade. One query."""
    rows = (
        Grade.objects.filter(number=1).values_list("call__manager_id").annotate(count=Count("id")).order_by()
    )
    return dict(rows)
