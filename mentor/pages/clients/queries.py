"""Карточка клиента: everything that ever happened with one client, on one line of time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from mentor.calls.models import Call
from mentor.calls.queries import every_call
from mentor.clients.models import Client, Payment
from mentor.clients.queries import crm_leads, net_sum, payments_of, phones_of
from mentor.companies import queries as companies
from mentor.companies.models import Company, Member
from mentor.companies.people import Viewer
from mentor.core import formats
from mentor.pages.recommendations.crm import crm_urls
from mentor.pages.recommendations.sources import AdviceCard, sources_of
from mentor.pages.recommendations.verdict import verdict_cards
from mentor.recovery.access import audible_calls
from mentor.recovery.models import CloseReason, LossCase
from mentor.recovery.queries import cases_of, every_recommendation, said_of_cases, show

from .timeline import Event, events

# More calls than anybody reads; the list of calls has the rest.
MOST_CALLS = 100
STEPS = (
    ("lost_at", "потерян"),
    ("recommended_at", "рекомендация"),
    ("contacted_at", "перезвонили"),
    ("agreed_at", "согласился"),
    ("paid_at", "оплатил"),
)


@dataclass(frozen=True, slots=True)
class ClientCard:
    """The page of a client. ``paid`` is proven roubles net of refunds, ``unproven`` waits for a receipt.

    ``stopped``: the case that was closed because the client asked not to be called, while that holds. ``may_stop``: an
    open case that no open recommendation stands for, so that the button for it is not there.
    """

    client: Client
    name: str
    phones: list[str]
    managers: list[str]
    managers_to: list[Member]
    crm_url: str
    case: LossCase | None
    stopped: LossCase | None
    may_stop: bool
    steps: list[dict[str, Any]]
    current: list[AdviceCard]
    events: list[Event]
    calls_shown: int
    has_more_calls: bool
    first_at: datetime | None
    last_at: datetime | None
    paid: Decimal
    unproven: Decimal


def client_card(viewer: Viewer, client: Client, now: datetime) -> ClientCard:
    """A fixed number of queries, however long the history. The caller has checked access."""
    rows = every_call().filter(client=client)
    calls = list(rows.select_related("manager", "result").order_by("-started_at", "-id")[: MOST_CALLS + 1])
    has_more, calls = len(calls) > MOST_CALLS, calls[:MOST_CALLS]
    audible = set(audible_calls(viewer, rows).values_list("pk", flat=True)[:5000])
    cases = cases_of(client)
    advice = show(every_recommendation().filter(case__in=cases).order_by("id"), now)
    heard = [each for shown in advice for each in shown.followups]
    verdicts = verdict_cards(viewer, heard, audible)
    payments = payments_of(client)
    phones = phones_of([client.pk]).get(client.pk, [])
    open_case = next((case for case in cases if case.closed_at is None), None)
    shown_case = open_case or (cases[-1] if cases else None)
    sources = sources_of(viewer, (version for shown in advice for version in shown.versions))
    current = [
        AdviceCard(each, sources[each.version.pk] if each.version else [])
        for each in advice
        if each.recommendation.closed_at is None
    ]
    return ClientCard(
        client=client,
        name=client.name,
        phones=phones,
        managers=_managers(calls),
        managers_to=companies.managers() if viewer.sees_all and open_case else [],
        crm_url=crm_urls([client.pk], viewer.company).get(client.pk, ""),
        case=shown_case,
        steps=_steps(shown_case, payments, viewer.company, now.astimezone(viewer.company.zone).date())
        if shown_case
        else [],
        current=current,
        events=events(
            calls,
            cases,
            advice,
            payments,
            audible,
            verdicts=verdicts,
            sources=sources,
            leads=list(crm_leads().filter(client=client).order_by("-created_at")[:MOST_CALLS]),
            said=said_of_cases(cases),
        ),
        stopped=next((case for case in reversed(cases) if case.close_reason == CloseReason.DO_NOT_CALL), None)
        if client.do_not_call
        else None,
        may_stop=open_case is not None
        and not current
        and (viewer.sees_all or open_case.manager == viewer.member),
        calls_shown=len(calls),
        has_more_calls=has_more,
        first_at=calls[-1].started_at if calls else None,
        last_at=calls[0].started_at if calls else None,
        paid=net_sum(each for each in payments if each.is_proven),
        unproven=net_sum(each for each in payments if each.is_waiting),
    )


def _steps(case: LossCase, payments: list[Payment], company: Company, today: date) -> list[dict[str, Any]]:
    """Lost → recommended → contacted → agreed → paid with their days; a sum stands only where it is proven."""
    sum_ = net_sum(each for each in payments if each.is_proven and each.deal_id == case.returned_deal_id)
    return [
        {
            "label": label,
            "value": formats.day(at.astimezone(company.zone).date(), today) if at else "—",
            "note": formats.money(sum_) if step == "paid_at" and at and sum_ else "",
            "done": at is not None,
        }
        for step, label in STEPS
        for at in [getattr(case, step)]
    ]


def _managers(calls: list[Call]) -> list[str]:
    """Who spoke with the client, the most frequent first."""
    return [name for name, _ in Counter(call.manager.name for call in calls if call.manager).most_common()]
