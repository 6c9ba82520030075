"""Reads of acceptance: what can be ticked in each stage, what was, and how the stages stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Model, QuerySet
from django.utils import timezone

from mentor.analysis.models import CallResult, Outcome
from mentor.analysis.queries import COUNTED
from mentor.analytics.models import MonthStatement
from mentor.analytics.rules.deadlines import due_months
from mentor.calls.models import Call, CallState
from mentor.companies import queries as companies
from mentor.recovery.models import FollowUp, Recommendation

from .models import Accepted, Tick
from .rules import NUMBERS, Answer, Standing, stage_rule, standing
from .screens import SCREENS

Newest = dict[tuple[str, str], Tick]


def calls() -> QuerySet[Call]:
    """Stage 2: real calls that were loaded and judged."""
    rows = Call.objects.filter(purpose__in=COUNTED, state=CallState.ASSESSED)
    return rows.select_related("manager", "client", "recording").defer("supplied_transcript")


def losses() -> QuerySet[CallResult]:
    """Stage 3: real calls judged as lost."""
    rows = CallResult.objects.filter(purpose__in=COUNTED, outcome=Outcome.LOST)
    return rows.select_related("manager", "client", "call", "assessment")


def recommendations() -> QuerySet[Recommendation]:
    """Stage 4: recommendations that were given, with what became of them."""
    rows = Recommendation.objects.filter(case__is_archive=False, versions__isnull=False).distinct()
    return rows.select_related("case__client", "manager")


def followups() -> QuerySet[FollowUp]:
    """Stage 5: later calls that the system judged."""
    rows = FollowUp.objects.filter(recommendation__case__is_archive=False).exclude(fulfilled="")
    return rows.select_related("recommendation__case__client", "call__manager").defer(
        "call__supplied_transcript"
    )


def exists(stage: int, item: str) -> bool:
    """Whether the item can be ticked in this stage; a row of another company does not exist."""
    if stage == 1:
        return item in SCREENS
    if stage == 6:
        return item in {f"{month:%Y-%m}" for month, _ in months()}
    rows: QuerySet[Model] = {2: calls, 3: losses, 4: recommendations, 5: followups}[stage]()
    return item.isascii() and item.isdigit() and len(item) < 19 and rows.filter(pk=int(item)).exists()


def months() -> list[tuple[date, MonthStatement | None]]:
    """Stage 6: the company's months that are over, newest first, with their statements where there are some."""
    company = companies.company()
    stated = {each.month: each for each in MonthStatement.objects.all()}
    due = due_months(company.started_on, timezone.now(), company.zone) if company.started_on else ()
    return [(month, stated.get(month)) for month in sorted({*due, *stated}, reverse=True)]


def standing_of(stage: int) -> Standing:
    """One query."""
    return standing(stage_rule(stage, len(SCREENS)), _answers(Tick.objects.filter(stage=stage)))


def standings() -> dict[int, Standing]:
    """Every stage. One query: people make at most hundreds of ticks."""
    by_stage: dict[int, list[Tick]] = defaultdict(list)
    for tick in Tick.objects.all():
        by_stage[tick.stage].append(tick)
    return {
        number: standing(stage_rule(number, len(SCREENS)), _answers(by_stage[number])) for number in NUMBERS
    }


def _answers(ticks: Iterable[Tick]) -> list[Answer]:
    return [Answer(tick.item, tick.question, tick.yes, tick.created_at) for tick in ticks]


def newest(stage: int) -> Newest:
    """The last answer to each question of each item. One query."""
    return {(tick.item, tick.question): tick for tick in Tick.objects.filter(stage=stage)}


def every_tick() -> list[Tick]:
    """All answers ever given, oldest first."""
    return list(Tick.objects.all())


def accepted() -> dict[int, Accepted]:
    """Accepted stages by number. One query."""
    return {each.stage: each for each in Accepted.objects.all()}
