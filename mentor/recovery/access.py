"""The doors from an id in an address to a client, a call or a recommendation (decision 18).

Heads and integrators see the whole company. A manager sees a client whose case they own or whom they spoke to,
and hears only their own calls and follow-ups to their own cases. Everything else does not exist: 404.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from mentor.calls import queries as calls
from mentor.calls.models import Call
from mentor.clients import queries as clients
from mentor.clients.models import Client
from mentor.companies.models import Member
from mentor.companies.people import Viewer

from .models import FollowUp, LossCase, Recommendation


def audible_calls(viewer: Viewer, rows: QuerySet[Call]) -> QuerySet[Call]:
    """Those of ``rows`` that the viewer may open, hear and read."""
    if viewer.sees_all:
        return rows
    answered = FollowUp.objects.filter(call=OuterRef("pk"), recommendation__case__manager=viewer.member)
    return rows.filter(Q(manager=viewer.member) | Exists(answered))


def access_call(viewer: Viewer, call_id: int) -> Call:
    """A call that the viewer may open, with manager, client and recording; Http404."""
    rows = calls.every_call().select_related("manager", "client", "recording")
    found = audible_calls(viewer, rows).filter(pk=call_id).first()
    if found is None:
        raise Http404
    return found


def visible_clients(viewer: Viewer, rows: QuerySet[Client]) -> QuerySet[Client]:
    """Those of ``rows`` whose card the viewer may open."""
    if viewer.sees_all:
        return rows
    owned = LossCase.objects.filter(client=OuterRef("pk"), manager=viewer.member)
    spoken = calls.every_call().filter(client=OuterRef("pk"), manager=viewer.member)
    return rows.filter(Exists(owned) | Exists(spoken))


def access_client(viewer: Viewer, client_id: int) -> Client:
    """A client whose card the viewer may open; Http404."""
    found = visible_clients(viewer, clients.every_client()).filter(pk=client_id).first()
    if found is None:
        raise Http404
    return found


def visible_cases(viewer: Viewer, rows: QuerySet[LossCase]) -> QuerySet[LossCase]:
    """All cases of the company, or the manager's own."""
    return rows if viewer.sees_all else rows.filter(manager=viewer.member)


def access_case(viewer: Viewer, case_id: int) -> LossCase:
    """A case of the company, of a manager's own where a manager asks; Http404."""
    rows = LossCase.objects.select_related("client", "manager")
    found = visible_cases(viewer, rows).filter(pk=case_id).first()
    if found is None:
        raise Http404
    return found


def access_recommendation(viewer: Viewer, recommendation_id: int) -> Recommendation:
    """A recommendation that the viewer may see: of a case they own, or given to them; Http404."""
    rows = Recommendation.objects.select_related("case__client", "manager")
    if not viewer.sees_all:
        rows = rows.filter(Q(manager=viewer.member) | Q(case__manager=viewer.member))
    found = rows.filter(pk=recommendation_id).first()
    if found is None:
        raise Http404
    return found


def access_follow_up(viewer: Viewer, followup_id: int) -> FollowUp:
    """A follow-up that the viewer may see: to a case they own, or in a call of theirs; Http404."""
    rows = FollowUp.objects.select_related("recommendation__case", "call")
    if not viewer.sees_all:
        rows = rows.filter(Q(recommendation__case__manager=viewer.member) | Q(call__manager=viewer.member))
    found = rows.filter(pk=followup_id).first()
    if found is None:
        raise Http404
    return found


def answers_for(member: Member | None, recommendation: Recommendation) -> bool:
    """Whether this person is the one who is to call: only they may mark it or have it noted as seen."""
    return member is not None and recommendation.manager_id == member.pk
