"""Reads of calls that wait for an expert's grade. A fixed number of queries, whatever the company holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber

from mentor.calls.models import Purpose

from .grading_order import Candidate, heard_evenly, unsure_first
from .models import CallResult, Grade, Outcome

Order = Literal["new", "lost", "unsure", "even"]
ORDERS: tuple[Order, ...] = ("unsure", "lost", "even", "new")
COUNTED = (Purpose.LIVE, Purpose.HISTORY)
# Under it an expert changes something more often than not.
DOUBTFUL = 0.5
# Where the engine does not tell how sure it is, doubts are counted in this many of the newest calls.
NEWEST = 500


@dataclass(frozen=True, slots=True)
class Waiting:
    """The head of a queue and how many calls stand in it; ``at_least``: there may be more."""

    calls: list[Candidate]
    total: int
    at_least: bool = False


def waiting(order: Order, *, pass_mark: int, most: int, besides: Iterable[int] = ()) -> Waiting:
    """The first ``most`` of all calls without a grade, in the order asked for. At most four queries."""
    rows = (
        CallResult.objects.filter(purpose__in=COUNTED)
        .exclude(Exists(Grade.objects.filter(call=OuterRef("call"))))
        .exclude(call_id__in=list(besides))
    )
    if order == "lost":
        rows = rows.filter(outcome=Outcome.LOST)
    elif order in ("unsure", "even"):
        rows = rows.exclude(outcome=Outcome.NOT_SALES)
    if order == "unsure":
        return _unsure(rows, pass_mark, most)
    if order == "even":
        return _evenly(rows, most)
    return Waiting(_candidates(rows.order_by("-started_at", "-call_id")[:most]), rows.count())


def _unsure(rows: QuerySet[CallResult], pass_mark: int, most: int) -> Waiting:
    """Those that the engine is least sure of; then, where it does not tell, those with doubts in their scores."""
    told = rows.filter(assessment__confidence__lt=DOUBTFUL)
    untold = rows.filter(assessment__confidence=None).order_by("-started_at", "-call_id")[:NEWEST]
    first = _candidates(told.order_by("assessment__confidence", "-started_at", "-call_id")[:most])
    looked = _candidates(untold)
    rest = unsure_first(looked, pass_mark)
    return Waiting([*first, *rest][:most], told.count() + len(rest), len(looked) == NEWEST)


def _evenly(rows: QuerySet[CallResult], most: int) -> Waiting:
    """Each manager's newest calls in turn."""
    turn = Window(
        RowNumber(), partition_by="manager_id", order_by=[F("started_at").desc(), F("call_id").desc()]
    )
    heads = _candidates(rows.annotate(turn=turn).filter(turn__lte=most))
    return Waiting(heard_evenly(heads, graded_by_manager())[:most], rows.count())


def _candidates(rows: QuerySet[CallResult]) -> list[Candidate]:
    return [
        Candidate(
            call_id=row.call_id,
            manager_id=row.manager_id,
            started_at=row.started_at,
            outcome=row.outcome,
            scores=row.scores,
            other_reasons=len(row.assessment.other_reasons),
            confidence=row.assessment.confidence,
        )
        for row in rows.select_related("assessment")
    ]


def graded_by_manager() -> dict[int | None, int]:
    """How many calls of each manager have a grade. One query."""
    rows = (
        Grade.objects.filter(number=1).values_list("call__manager_id").annotate(count=Count("id")).order_by()
    )
    return dict(rows)
