"""What the cases of a client count for, kept in the tallies."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from mentor.clients.models import Client, Payment
from mentor.companies.models import Company
from mentor.tallies import actions as tallies
from mentor.tallies.models import Grain

from .models import CloseReason, LossCase

STEPS = {
    "case.lost": "lost_at",
    "case.recommended": "recommended_at",
    "case.contacted": "contacted_at",
    "case.agreed": "agreed_at",
    "case.paid": "paid_at",
}
RETURNED_KOPECKS = "returned.kopecks"
RETURNED_DEALS = "returned.deal"

Steps = Counter[tuple[str, str, int | None]]
# (grain, first day of the period, name, manager id) → count
Counts = Counter[tuple[str, date, str, int | None]]


def recount(client: Client, company: Company) -> None:
    """Bring the tallies in line with the client's cases; each case remembers what it counts for."""
    cases = list(LossCase.objects.filter(client=client).select_related("returned_deal"))
    before = _by_period(cases)
    for case in cases:
        counted = [[*key, value] for key, value in sorted(_steps(case, company).items(), key=str)]
        if counted != case.counted:
            case.counted = counted
            case.save(update_fields=["counted"])
    after = _by_period(cases)
    for grain, start, name, manager_id in before.keys() | after.keys():
        change = after[grain, start, name, manager_id] - before[grain, start, name, manager_id]
        tallies.add(day=start, counts={(name, manager_id): change}, grains=[grain])


def forget(client: Client) -> None:
    """Take what the client's cases count for out of the tallies: they are about to change hands."""
    cases = list(LossCase.objects.filter(client=client))
    for (grain, start, name, manager_id), value in _by_period(cases).items():
        tallies.add(day=start, counts={(name, manager_id): -value}, grains=[grain])
    LossCase.objects.filter(client=client).update(counted=[])


def _by_period(cases: list[LossCase]) -> Counts:
    """What the client counts for in each day, week and month: a step once a period, however many cases."""
    found: Counts = Counter()
    stepped: set[tuple[str, date, str]] = set()
    for name, day, manager_id, value in sorted((row for case in cases for row in case.counted), key=str):
        for grain in Grain.values:
            start = tallies.first_day(grain, date.fromisoformat(day))
            if name not in STEPS:
                found[grain, start, name, manager_id] += value
            elif (grain, start, name) not in stepped:
                stepped.add((grain, start, name))
                found[grain, start, name, manager_id] = 1
    return found


def _steps(case: LossCase, company: Company) -> Steps:
    """What a case counts for, by name, local day and manager: each step in the period in which it happened."""
    found: Steps = Counter()
    if case.close_reason == CloseReason.NOT_LOST or case.is_archive:
        return found  # a loss of imported history is listed, and no case until somebody activates it

    def note(name: str, moment: datetime | None, manager_id: int | None, value: int = 1) -> None:
        if moment is not None and value:
            found[name, moment.astimezone(company.zone).date().isoformat(), manager_id] += value

    for name, field in STEPS.items():
        note(name, getattr(case, field), case.manager_id)
    deal = case.returned_deal
    if deal is not None:
        note(RETURNED_DEALS, case.paid_at, deal.manager_id)
        for moment, kopecks in _proven_parts(list(deal.payments.all())):
            note(RETURNED_KOPECKS, moment, deal.manager_id, kopecks)
    return found


def _proven_parts(payments: list[Payment]) -> list[tuple[datetime, int]]:
    """Each proven payment net of its refunds, in kopecks, in the payment's own period."""
    proven = [each for each in payments if each.is_proven]
    refunds: Counter[int] = Counter()
    for each in proven:
        if each.refund_of_id is not None:
            refunds[each.refund_of_id] += int(each.amount * 100)
    return [
        (each.paid_at, max(0, int(each.amount * 100) - refunds[each.pk]))
        for each in proven
        if each.refund_of_id is None
    ]
