"""Reads of scenarios and talks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import Max, Q, QuerySet

from mentor.analysis.models import CallResult, Outcome, Stage
from mentor.analysis.rules import StageStats, stage_stats, weak_stages
from mentor.calls.models import Purpose
from mentor.companies.models import Company, Member

from .models import Scenario, ScenarioKind, Talk
from .rules import Advised, Lost, Trainable, advise

# A manager's newest judged calls by which the weak stages are found.
NEWEST_CALLS = 60
MOST_LOSSES = 20


def scenarios_for(member: Member | None) -> QuerySet[Scenario]:
    """What can be rehearsed: the company's, and of lost calls the member's own (all of them for None)."""
    rows = Scenario.objects.filter(is_active=True)
    if member is not None:
        rows = rows.filter(Q(manager=None) | Q(manager=member))
    return rows.order_by("kind", "id")


def every_scenario() -> QuerySet[Scenario]:
    """Also those that were put away, for integrators."""
    return Scenario.objects.order_by("kind", "id")


def every_talk() -> QuerySet[Talk]:
    """The company's rehearsals with manager, scenario and grade, newest first."""
    return Talk.objects.select_related("scenario", "manager", "call__result").order_by("-started_at", "-id")


def going_on(member: Member) -> Talk | None:
    """The talk that this manager has not ended."""
    return Talk.objects.select_related("scenario", "version").filter(manager=member, outcome="").first()


def weak_stages_of(member: Member, company: Company) -> list[int]:
    """Numbers of the manager's weak stages in real calls, the weakest first. One query."""
    scores = list(
        CallResult.objects.filter(manager=member, purpose__in=(Purpose.LIVE, Purpose.HISTORY))
        .order_by("-started_at")
        .values_list("scores", flat=True)[:NEWEST_CALLS]
    )
    weak = weak_stages(
        _stats(scores, company.pass_mark), pass_share=company.pass_share, min_graded=company.min_graded_calls
    )
    return [stage for stage, _ in weak]


def _stats(scores: Sequence[Sequence[int | None]], pass_mark: int) -> dict[int, StageStats]:
    found: dict[int, StageStats] = {}
    for stage in Stage.values:
        known = Counter(row[stage - 1] for row in scores)
        del known[None]
        found[stage] = stage_stats({score: n for score, n in known.items() if score is not None}, pass_mark)
    return found


def losses_of(member: Member) -> list[Lost]:
    """The manager's newest lost calls, with the scenario that repeats each. Two queries."""
    rows = list(
        CallResult.objects.filter(
            manager=member, outcome=Outcome.LOST, purpose__in=(Purpose.LIVE, Purpose.HISTORY)
        )
        .order_by("-started_at")
        .values_list("call_id", "lost_stage", "started_at")[:MOST_LOSSES]
    )
    scenarios = dict(
        Scenario.objects.filter(
            kind=ScenarioKind.LOST_CALL, is_active=True, call_id__in=[call for call, *_ in rows]
        ).values_list("call_id", "pk")
    )
    return [Lost(call, stage or Stage.OBJECTIONS, at, scenarios.get(call)) for call, stage, at in rows]


def advised(member: Member, company: Company) -> Advised | None:
    """What this manager should rehearse first. Four queries."""
    rows = scenarios_for(member).exclude(kind=ScenarioKind.LOST_CALL)
    trainable = [
        Trainable(each.pk, each.kind, each.stage, each.last_at)
        for each in rows.annotate(last_at=Max("talks__started_at", filter=Q(talks__manager=member)))
    ]
    return advise(weak_stages_of(member, company), losses_of(member), trainable)
