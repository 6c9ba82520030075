"""What else a weekly report tells: losses, returns, recommendations, trainings, neglect."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import Q

from mentor.analysis.models import LostReason, Stage
from mentor.analytics.rules.periods import Span
from mentor.clients.models import Payment
from mentor.companies import queries as companies
from mentor.companies.models import Company
from mentor.recovery import neglect as neglects
from mentor.recovery import workload
from mentor.recovery.models import CloseReason, FollowUp, LossCase, Neglect
from mentor.recovery.queries import returned_deals, returning_cases, verdict_of
from mentor.trainer import queries as trainer

Data = dict[str, Any]
VERDICTS = ("full", "partial", "none")
MOST_ROWS = 200


def losses(company: Company, week: Span) -> Data:
    """Clients lost in the week by reason and by stage; two groups of the same clients. One query."""
    begin, end = week.bounds(company.zone)
    rows = LossCase.objects.filter(lost_at__gte=begin, lost_at__lt=end, is_archive=False)
    found = list(
        rows.exclude(close_reason=CloseReason.NOT_LOST).values_list(
            "lost_reason", "lost_stage", "contacted_at"
        )
    )
    reasons, stages = Counter(row[0] for row in found), Counter(row[1] for row in found)
    return {
        "count": len(found),
        "untouched": sum(contacted is None for *_, contacted in found),
        "reasons": {code: reasons[code] for code in LostReason.values},
        "stages": {str(number): stages[number] for number in Stage.values},
        "stage_unknown": stages[None],
    }


def returns(company: Company, week: Span) -> list[Data]:
    """Payments of returned clients in the week, each with the call in which the client had been lost. Two queries."""
    begin, end = week.bounds(company.zone)
    rows = Payment.objects.filter(
        deal_id__in=returned_deals(), paid_at__gte=begin, paid_at__lt=end, refund_of=None
    )
    found = list(
        rows.select_related("deal__client", "deal__manager")
        .prefetch_related("refunds")
        .order_by("paid_at", "id")
    )[:MOST_ROWS]
    cases = returning_cases([row.deal_id for row in found])
    return [
        {
            "client_id": row.deal.client_id,
            "client": str(row.deal.client),
            "manager": row.deal.manager.name if row.deal.manager else "",
            "paid_at": row.paid_at.astimezone(company.zone).isoformat(),
            "amount": str(row.amount - sum(each.amount for each in row.refunds.all() if each.is_proven)),
            "lost_call": cases[row.deal_id].call_id,
        }
        for row in found
        if row.is_proven
    ]


def recommendations(company: Company, week: Span, now: datetime) -> Data:
    """What became of recommendations in the week's calls, and how many are late as of ``now``. Four queries."""
    begin, end = week.bounds(company.zone)
    heard = FollowUp.objects.filter(
        call__started_at__gte=begin, call__started_at__lt=end, recommendation__case__is_archive=False
    )
    verdicts = Counter(verdict_of(each).fulfilled or "unjudged" for each in heard)
    standing = workload.whole_of(workload.by_manager(now))
    return {
        "heard": sum(verdicts.values()),
        "verdicts": {verdict: verdicts[verdict] for verdict in VERDICTS},
        "unjudged": verdicts["unjudged"],
        "open": standing.open,
        "overdue": standing.overdue,
    }


def trainings(company: Company, week: Span) -> Data:
    """Rehearsals with the virtual client begun in the week, and by whom. One query."""
    begin, end = week.bounds(company.zone)
    rows = trainer.every_talk().filter(started_at__gte=begin, started_at__lt=end)
    members = sorted(rows.values_list("manager__name", flat=True))
    return {"count": len(members), "managers": dict(Counter(members))}


def neglect(company: Company, week: Span, now: datetime) -> list[Data]:
    """Managers whose neglect stood at any time of the week, with the facts as of ``now``."""
    begin, end = week.bounds(company.zone)
    rows = Neglect.objects.filter(Q(closed_at=None) | Q(closed_at__gte=begin), opened_at__lt=max(end, now))
    found = list(rows.select_related("manager").order_by("opened_at", "id"))
    managers = companies.managers()
    facts = neglects.conducts(managers, company, workload.by_manager(now), now) if found else {}
    return [
        {
            "manager_id": row.manager_id,
            "manager": row.manager.name,
            "opened_at": row.opened_at.astimezone(company.zone).isoformat(timespec="minutes"),
            "mended": row.closed_at is not None,
            "never_seen": row.manager.last_seen_at is None,
            **(asdict(facts[row.manager_id]) if row.manager_id in facts else {}),
        }
        for row in found
    ]
