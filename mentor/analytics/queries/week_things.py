"""Candidates for «три дела на неделю», each with the calls that show it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from mentor.analysis import queries as analysis
from mentor.analysis.models import CallObjection, CallResult, Outcome
from mentor.analysis.rules import weak_stages
from mentor.analytics.rules.periods import Span
from mentor.analytics.rules.weekly import MOST_EVIDENCE, Evidence, Thing
from mentor.companies.models import Company, Member
from mentor.recovery import workload
from mentor.recovery.models import LossCase, Recommendation

from .team import team

LOOK_BACK = timedelta(weeks=3)  # beside the week itself: one week has too few calls to judge a stage
MOST_LOST = 500


def things(company: Company, week: Span, now: datetime, members: list[Member]) -> list[Thing]:
    """Everything that could be told; the rules choose. About ten queries, whatever the size of the company."""
    return [
        *_open_cases(),
        *_overdue(now, members),
        *_objections(company, week),
        *_stages(company, week, members),
    ]


def _open_cases() -> list[Thing]:
    """Lost clients whom nobody called, and those who agreed and have not paid."""
    waiting = LossCase.objects.filter(closed_at=None, is_archive=False)
    rows = {
        "untouched": waiting.filter(contacted_at=None, client__do_not_call=False),
        "agreed": waiting.filter(agreed_at__isnull=False),
    }
    return [
        Thing(kind, cases.count(), tuple(_evidence(case) for case in _newest(cases)))
        for kind, cases in rows.items()
    ]


def _newest(cases: object) -> list[LossCase]:
    return list(cases.select_related("client").order_by("-lost_at", "-id")[:MOST_EVIDENCE])  # type: ignore[attr-defined]


def _evidence(case: LossCase) -> Evidence:
    return Evidence(case.call_id, str(case.client), case.quote)


def _overdue(now: datetime, members: list[Member]) -> list[Thing]:
    """The manager with the most overdue recommendations."""
    late = {pk: each.overdue for pk, each in workload.by_manager(now).items() if each.overdue}
    named = [(late.get(member.pk, 0), member) for member in members]
    count, member = max(named, key=lambda pair: (pair[0], -pair[1].pk), default=(0, None))
    if not count or member is None:
        return []
    rows = Recommendation.objects.filter(
        manager=member, closed_at=None, marked_at=None, due_at__lte=now, case__is_archive=False
    )
    found = rows.select_related("case__client").order_by("due_at", "id")[:MOST_EVIDENCE]
    shown = tuple(Evidence(row.call_id, str(row.case.client), row.case.quote) for row in found)
    return [Thing("overdue", count, shown, manager=member.name, manager_id=member.pk)]


def _objections(company: Company, week: Span) -> list[Thing]:
    """Unanswered objections of the week's lost calls, by kind."""
    begin, end = week.bounds(company.zone)
    lost = CallResult.objects.filter(
        outcome=Outcome.LOST, purpose__in=analysis.COUNTED, started_at__gte=begin, started_at__lt=end
    )
    calls = {
        row.assessment_id: row
        for row in lost.select_related("client", "call").order_by("-started_at")[:MOST_LOST]
    }
    rows = CallObjection.objects.filter(assessment_id__in=calls, handled=False).order_by("id")
    found: dict[str, dict[int, Evidence]] = defaultdict(dict)
    for row in rows:
        call = calls[row.assessment_id]
        name = str(call.client) if call.client else call.call.client_name
        found[row.kind].setdefault(call.call_id, Evidence(call.call_id, name, row.quote, row.at_s))
    return [
        Thing("objection", len(calls), tuple(calls.values())[:MOST_EVIDENCE], objection=kind)
        for kind, calls in sorted(found.items())
    ]


def _stages(company: Company, week: Span, members: list[Member]) -> list[Thing]:
    """The weakest stage of the team with the rule that costs its manager most there."""
    span = Span(week.first - LOOK_BACK, week.last)
    figures = team(span, today=week.last, pass_mark=company.pass_mark)
    weak = [
        (stats.graded - stats.passed, member, stage)
        for member in members
        for stage, stats in weak_stages(
            figures.of(member.pk).stages, pass_share=company.pass_share, min_graded=company.min_graded_calls
        )
    ]
    if not weak:
        return []
    count, member, stage = max(weak, key=lambda each: (each[0], -each[1].pk, -each[2]))
    costs = analysis.costs(analysis.results_of(member.pk, *span.bounds(company.zone), analysis.MOST_CALLS))
    rules = costs.rules.get(stage, [])
    if not rules:
        return []
    shown = tuple(
        Evidence(each.call_id, each.client, each.quote, each.at_s)
        for each in rules[0].phrases[:MOST_EVIDENCE]
    )
    return [
        Thing(
            "stage", count, shown, manager=member.name, manager_id=member.pk, stage=stage, rule=rules[0].rule
        )
    ]
