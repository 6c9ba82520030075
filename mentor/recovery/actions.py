"""Writes of loss cases, recommendations and follow-ups; steps by the figures' «Losses and returns»."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from mentor.analysis.models import Assessment, CallResult, LostReason, Outcome
from mentor.calls.models import Call, Purpose
from mentor.clients import actions as clients
from mentor.clients.models import Client, Deal, Payment
from mentor.clients.payments import recount_deal, standing_of
from mentor.companies.models import Company, Member
from mentor.companies.queries import working_time
from mentor.engines.adviser.port import Advice
from mentor.tallies import actions as tallies
from mentor.tallies.models import Grain

from .models import CloseReason, FollowUp, LossCase, Recommendation, RecommendationVersion

STEPS = {
    "case.lost": "lost_at",
    "case.recommended": "recommended_at",
    "case.contacted": "contacted_at",
    "case.agreed": "agreed_at",
    "case.paid": "paid_at",
}
RETURNED_KOPECKS = "returned.kopecks"
RETURNED_DEALS = "returned.deal"
CONVERSATIONS = (Outcome.SUCCESS, Outcome.LOST)


@transaction.atomic
def apply_result(*, call: Call, result: CallResult, company: Company) -> LossCase | None:
    """Work one judged call into the client's case; returns the case that now needs a recommendation, if any.

    Safe to repeat: everything is found again by call and client. Calls may arrive late and out of order.
    """
    if call.client_id is None or call.purpose not in (Purpose.LIVE, Purpose.HISTORY):
        return None
    client = clients.lock(call.client_id)
    case = LossCase.objects.filter(client=client, closed_at=None).first()
    if case is not None:
        _note_contact(case=case, call=call, result=result)
    if result.outcome == Outcome.LOST and not _overtaken(call, client):
        case = _lose(case=case, client=client, call=call, assessment=result.assessment)
    elif case is not None and case.call_id == call.pk and result.outcome != Outcome.LOST:
        _withdraw(case)
    _refresh_returns(client=client, company=company)
    _recount(client, company)
    return _needing_advice(call)


def _needing_advice(call: Call) -> LossCase | None:
    case = LossCase.objects.filter(call=call, closed_at=None, is_archive=False).first()
    if case is None or Recommendation.objects.filter(case=case, call=call).exists():
        return None
    return case


def _overtaken(call: Call, client: Client) -> bool:
    """A late older call: the client has agreed or was lost again since, so this loss opens nothing."""
    return CallResult.objects.filter(
        client=client,
        started_at__gt=call.started_at,
        outcome__in=CONVERSATIONS,
        purpose__in=("live", "history"),
    ).exists()


def _lose(*, case: LossCase | None, client: Client, call: Call, assessment: Assessment) -> LossCase:
    if case is None:
        case = LossCase(client=client, manager=call.manager, lost_at=call.started_at)
    elif case.call_id != call.pk:
        _close_recommendation(case, "superseded", call.started_at)
    case.call, case.assessment = call, assessment
    case.is_archive = call.purpose == Purpose.HISTORY
    case.lost_reason = assessment.lost_reason or LostReason.NO_NEXT_STEP
    case.lost_stage, case.quote = assessment.lost_stage, assessment.lost_quote
    case.manager = case.manager or call.manager
    case.save()
    return case


def _note_contact(*, case: LossCase, call: Call, result: CallResult) -> None:
    """A conversation of any manager after the recommendation was first written."""
    late = case.recommended_at is None or call.started_at <= case.recommended_at
    if late or result.outcome not in CONVERSATIONS:
        return
    agreed = result.outcome == Outcome.SUCCESS
    case.contacted_at = min(filter(None, (case.contacted_at, call.started_at)))
    if agreed:
        case.agreed_at = min(filter(None, (case.agreed_at, call.started_at)))
    case.save(update_fields=["contacted_at", "agreed_at"])
    current = (
        Recommendation.objects.filter(case=case, created_at__lt=call.started_at)
        .order_by("-created_at")
        .first()
    )
    if current is not None:
        FollowUp.objects.update_or_create(recommendation=current, call=call, defaults={"agreed": agreed})
        if agreed:
            _close_recommendation(case, "agreed", call.started_at)


def _close_recommendation(case: LossCase, reason: str, at: datetime | None = None) -> None:
    """``at``: when what ended it happened; now where nothing says."""
    case.recommendations.filter(closed_at=None).update(closed_at=at or timezone.now(), close_reason=reason)


def _withdraw(case: LossCase) -> None:
    """The call turned out not to be a loss."""
    _close_recommendation(case, "withdrawn")
    _close(case, CloseReason.NOT_LOST)


def _close(case: LossCase, reason: str, at: datetime | None = None) -> None:
    case.closed_at, case.close_reason = at or timezone.now(), reason
    case.save(update_fields=["closed_at", "close_reason"])


@transaction.atomic
def keep_advice(
    *, case: LossCase, call: Call, advice: Advice, company: Company, now: datetime
) -> Recommendation | None:
    """Write the recommendation of a lost call, with its due time; None where the case is over or has it already."""
    clients.lock(case.client_id)
    case.refresh_from_db()
    if case.closed_at or case.call_id != call.pk or case.recommendations.filter(call=call).exists():
        return None
    _close_recommendation(case, "superseded", now)
    recommendation = Recommendation.objects.create(
        case=case,
        call=call,
        manager=case.manager,
        created_at=now,
        due_at=working_time(company).add_days(now, company.recommendation_due_days),
    )
    add_version(recommendation=recommendation, advice=advice, now=now)
    if case.recommended_at is None:
        case.recommended_at = now
        case.save(update_fields=["recommended_at"])
    _recount(case.client, company)
    return recommendation


def add_version(
    *, recommendation: Recommendation, advice: Advice, now: datetime, author: Member | None = None
) -> RecommendationVersion:
    """A new text; earlier ones stay."""
    last = recommendation.versions.aggregate(last=Max("number"))["last"] or 0
    return RecommendationVersion.objects.create(
        recommendation=recommendation,
        number=last + 1,
        why=advice.why,
        say=advice.say,
        engine=advice.engine,
        author=author,
        created_at=now,
        sources=[asdict(source) for source in advice.sources],
    )


@transaction.atomic
def follow_manager(*, call: Call) -> None:
    """The lost call turned out to be another manager's: a case that nobody owned goes to that manager."""
    case = LossCase.objects.filter(call=call, closed_at=None, manager=None).first()
    if case is None or call.manager is None:
        return
    clients.lock(case.client_id)
    company = Company.objects.get()
    case.manager = call.manager
    case.save(update_fields=["manager"])
    case.recommendations.filter(closed_at=None).update(manager=call.manager)
    _recount(case.client, company)


def note_seen(*, recommendation: Recommendation, at: datetime | None = None) -> None:
    """Its manager has opened it; the first time stays."""
    Recommendation.objects.filter(pk=recommendation.pk, seen_at=None).update(seen_at=at or timezone.now())


@transaction.atomic
def mark(*, recommendation: Recommendation, kind: str, at: datetime | None = None) -> None:
    """The manager says it is done; without a call it stays «отмечено, звонка нет»."""
    if recommendation.marked_at is None:
        recommendation.marked_at, recommendation.mark = at or timezone.now(), kind
        recommendation.save(update_fields=["marked_at", "mark"])


@transaction.atomic
def apply_payment(*, deal: Deal, company: Company) -> None:
    """A payment of this deal was written, confirmed or given back: recount the deal and the client's returns."""
    client = clients.standing(clients.lock(deal.client_id))
    recount_deal(deal=deal, zone=company.zone)
    _refresh_returns(client=client, company=company)
    _recount(client, company)


def _refresh_returns(*, client: Client, company: Company) -> None:
    """A return is the client's first deal first paid after the loss, with a contact at most the window before it."""
    deals = [
        (state.first_paid_at, deal)
        for deal in Deal.objects.filter(client=client).prefetch_related("payments")
        if (state := standing_of(list(deal.payments.all()))).first_paid_at is not None
    ]
    deals.sort(key=lambda pair: (pair[0], pair[1].pk))
    taken: set[int] = set()
    for case in LossCase.objects.filter(client=client).order_by("lost_at"):
        _settle(case, deals, taken, company)


def _settle(
    case: LossCase, deals: Sequence[tuple[datetime | None, Deal]], taken: set[int], company: Company
) -> None:
    if case.close_reason in (CloseReason.NOT_LOST, CloseReason.DO_NOT_CALL):
        return
    after = [(at, deal) for at, deal in deals if at and at > case.lost_at and deal.pk not in taken]
    paid_at, deal = after[0] if after else (None, None)
    if deal is not None:
        taken.add(deal.pk)
    window = timedelta(days=company.returned_window_days)
    contacted = case.contacted_at
    returned = bool(deal and paid_at and contacted and contacted < paid_at <= contacted + window)
    if deal is not None and not returned and contacted and paid_at and paid_at > contacted + window:
        returned = _contact_within(case, paid_at, window)
    old_reason = case.close_reason
    case.returned_deal = deal if returned else None
    case.paid_at = paid_at if returned else None
    reason = "" if deal is None else CloseReason.RETURNED if returned else CloseReason.BOUGHT_ITSELF
    if reason != old_reason:
        case.close_reason = reason
        case.closed_at = paid_at
        if reason:
            _close_recommendation(case, str(reason), paid_at)
    case.save(update_fields=["returned_deal", "paid_at", "close_reason", "closed_at"])


def _contact_within(case: LossCase, paid_at: datetime, window: timedelta) -> bool:
    return CallResult.objects.filter(
        client_id=case.client_id,
        outcome__in=CONVERSATIONS,
        started_at__gt=case.recommended_at or case.lost_at,
        started_at__gte=paid_at - window,
        started_at__lt=paid_at,
    ).exists()


Steps = Counter[tuple[str, str, int | None]]
# (grain, first day of the period, name, manager id) → count
Counts = Counter[tuple[str, date, str, int | None]]


def _recount(client: Client, company: Company) -> None:
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
    if case.close_reason == CloseReason.NOT_LOST:
        return found

    def note(name: str, moment: datetime | None, value: int = 1) -> None:
        if moment is not None and value:
            found[name, moment.astimezone(company.zone).date().isoformat(), case.manager_id] += value

    for name, field in STEPS.items():
        note(name, getattr(case, field))
    if case.returned_deal is not None:
        note(RETURNED_DEALS, case.paid_at)
        for moment, kopecks in _proven_parts(list(case.returned_deal.payments.all())):
            note(RETURNED_KOPECKS, moment, kopecks)
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
