"""From stage score to payment, in this company: the clients of the last months and whether they paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mentor.analysis.models import Outcome, Stage
from mentor.analysis.queries import COUNTED
from mentor.analytics.rules.relation import Observed, Relation, relation
from mentor.calls.models import Call
from mentor.clients.models import Deal
from mentor.companies.models import Company

LOOK_BACK = timedelta(days=104)
# A client who was called yesterday has not had the time to pay.
TIME_TO_PAY = timedelta(days=14)
MOST_CALLS = 5_000
BEST_CALLS = 2


@dataclass(frozen=True, slots=True)
class Graded:
    """A sales call: ``scores`` of the five stages, None where a stage was not graded."""

    call_id: int
    client_id: int | None
    started_at: datetime
    scores: tuple[int | None, ...]
    success: bool


@dataclass(frozen=True, slots=True)
class Relations:
    """``by_stage`` from 1 to 5; ``best``: for each stage the calls where it went best, with their score."""

    since: date
    until: date
    by_stage: dict[int, Relation]
    best: dict[int, list[tuple[int, int]]]


def relations(company: Company, now: datetime) -> Relations:
    """Three queries; at most ``MOST_CALLS`` calls are read, the newest."""
    ripe = _graded(now - LOOK_BACK, now - TIME_TO_PAY)
    fresh = _graded(now - TIME_TO_PAY, now)
    since, until = ((now - gap).astimezone(company.zone).date() for gap in (LOOK_BACK, TIME_TO_PAY))
    clients = _clients(ripe)
    paid = _paid(clients, since)
    firsts = {
        pk: min(each.started_at for each in calls).astimezone(company.zone).date()
        for pk, calls in clients.items()
    }
    bought = {pk for pk, first in firsts.items() if any(day >= first for day in paid.get(pk, ()))}
    return Relations(
        since=since,
        until=until,
        by_stage={
            stage: relation(_observed(clients, bought, stage), pass_mark=company.pass_mark)
            for stage in Stage.values
        },
        best={stage: _best([*fresh, *ripe], stage) for stage in Stage.values},
    )


def _graded(since: datetime, until: datetime) -> list[Graded]:
    rows = Call.objects.filter(
        purpose__in=COUNTED, started_at__gte=since, started_at__lt=until, result__isnull=False
    ).exclude(result__outcome=Outcome.NOT_SALES)
    names = ("pk", "client_id", "started_at", "result__scores", "result__outcome")
    return [
        Graded(pk, client, at, tuple(scores), outcome == Outcome.SUCCESS)
        for pk, client, at, scores, outcome in rows.order_by("-started_at", "-id").values_list(*names)[
            :MOST_CALLS
        ]
    ]


def _clients(calls: list[Graded]) -> dict[int, list[Graded]]:
    found: dict[int, list[Graded]] = defaultdict(list)
    for call in calls:
        if call.client_id is not None:
            found[call.client_id].append(call)
    return found


def _paid(clients: Iterable[int], since: date) -> dict[int, list[date]]:
    """Days of successful deals by client; of these clients alone, however many the company has."""
    found: dict[int, list[date]] = defaultdict(list)
    deals = Deal.objects.filter(client_id__in=list(clients), counted_day__gte=since)
    for client, day in deals.values_list("client_id", "counted_day"):
        if day is not None:
            found[client].append(day)
    return found


def _observed(clients: dict[int, list[Graded]], bought: set[int], stage: int) -> list[Observed]:
    rows = []
    for pk, calls in clients.items():
        scores = [score for call in calls if (score := call.scores[stage - 1]) is not None]
        if scores:
            rows.append(Observed(sum(scores) / len(scores), pk in bought))
    return rows


def _best(calls: list[Graded], stage: int) -> list[tuple[int, int]]:
    """Calls that ended well and in which this stage scored highest, the newest of equals."""
    graded = [(call.scores[stage - 1] or 0, call.started_at, call.call_id) for call in calls if call.success]
    return [(call_id, score) for score, _, call_id in sorted(graded, reverse=True)[:BEST_CALLS] if score]
