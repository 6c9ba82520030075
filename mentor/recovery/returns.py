"""Which purchase returned a lost client, and by which contact. The figures' «Losses and returns»."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from mentor.analysis.models import CallResult, Outcome
from mentor.calls.models import Purpose
from mentor.clients.models import Client, Deal
from mentor.clients.payments import standing_of
from mentor.companies.models import Company

from . import waiting
from .models import CloseReason, LossCase, Recommendation

CONVERSATIONS = (Outcome.SUCCESS, Outcome.LOST)
Purchase = tuple[datetime, Deal]
Contact = tuple[datetime, str]
# Ends that people or a changed judgement gave a case: money does not open it again.
SETTLED = (CloseReason.NOT_LOST, CloseReason.DO_NOT_CALL)


def close_recommendation(case: LossCase, reason: str, at: datetime | None = None) -> None:
    """``at``: when what ended it happened; now where nothing says."""
    still_open = Recommendation.objects.filter(case=case, closed_at=None)
    waiting.change(still_open, closed_at=at or timezone.now(), close_reason=reason)


def refresh_returns(*, client: Client, company: Company) -> None:
    """Settle all cases of a client anew from its calls and proven money, oldest first.

    A return is the client's first deal first paid after the loss, with a contact at most the window before it.
    """
    cases = list(LossCase.objects.filter(client=client).order_by("lost_at", "id"))
    if not cases:
        return
    purchases = purchases_of(client)
    contacts = list(
        CallResult.objects.filter(
            client=client, outcome__in=CONVERSATIONS, purpose__in=(Purpose.LIVE, Purpose.HISTORY)
        )
        .order_by("started_at")
        .values_list("started_at", "outcome")
    )
    window = timedelta(days=company.returned_window_days)
    for number, case in enumerate(cases):
        if case.close_reason in SETTLED:
            continue
        following = next(
            (each.lost_at for each in cases[number + 1 :] if each.close_reason not in SETTLED), None
        )
        bought = next(((at, deal) for at, deal in purchases if at > case.lost_at), None)
        if bought:
            purchases.remove(bought)
        _settle(case, bought, _contacts_of(case, contacts, bought, following), window, following)


def purchases_of(client: Client) -> list[Purchase]:
    """The client's successful deals by the moment of their first standing payment."""
    found = [
        (state.first_paid_at, deal)
        for deal in Deal.objects.filter(client=client).prefetch_related("payments")
        if (state := standing_of(list(deal.payments.all()))).first_paid_at is not None
    ]
    return sorted(found, key=lambda pair: (pair[0], pair[1].pk))


def _contacts_of(
    case: LossCase, contacts: Sequence[Contact], bought: Purchase | None, following: datetime | None
) -> list[Contact]:
    """Conversations after the first recommendation, while the case was open."""
    if case.recommended_at is None:
        return []
    ends = [moment for moment in (bought[0] if bought else None, following) if moment is not None]
    end = min(ends, default=None)
    return [
        (at, outcome) for at, outcome in contacts if at > case.recommended_at and (end is None or at < end)
    ]


def _settle(
    case: LossCase,
    bought: Purchase | None,
    contacts: list[Contact],
    window: timedelta,
    following: datetime | None,
) -> None:
    case.contacted_at = min((at for at, _ in contacts), default=None)
    case.agreed_at = min((at for at, outcome in contacts if outcome == Outcome.SUCCESS), default=None)
    case.returned_deal, case.paid_at = None, None
    reason, closed_at = "", None
    if bought is not None:
        closed_at, deal = bought
        reason = CloseReason.BOUGHT_ITSELF
        if any(closed_at - at <= window for at, _ in contacts):
            reason, case.returned_deal, case.paid_at = CloseReason.RETURNED, deal, closed_at
    elif following is not None:
        # Closed by money that was given back later, and lost again since: the later case goes on.
        reason, closed_at = CloseReason.LOST_AGAIN, following
    if reason and reason != case.close_reason:
        close_recommendation(case, str(reason), closed_at)
    case.close_reason, case.closed_at = reason, closed_at
    case.save(
        update_fields=["contacted_at", "agreed_at", "returned_deal", "paid_at", "close_reason", "closed_at"]
    )
