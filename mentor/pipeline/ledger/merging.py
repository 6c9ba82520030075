"""Two clients turn out to be one: the past of both is one client's past from now on, and is counted anew."""

from __future__ import annotations

from django.db import transaction

from mentor.analysis import actions as analysis
from mentor.analysis.models import CallResult
from mentor.calls.models import Call
from mentor.clients import actions as clients
from mentor.clients.models import Client, ClientPhone, CrmLead, Deal
from mentor.companies import queries as companies
from mentor.companies.models import Company, User
from mentor.core.problems import Problem
from mentor.recovery.merging import join_cases

from .actions import find_client, note


@transaction.atomic
def merge(*, gone: Client, into: Client, by: User) -> Client:
    """Everything of ``gone`` is ``into``'s; its row stays and names the one that stands for it. Raises ``Problem``."""
    gone, into = clients.standing(gone), clients.standing(into)
    if gone.pk == into.pk:
        raise Problem("same_client", "Это уже один и тот же клиент.", field="phone")
    for each in sorted((gone.pk, into.pk)):
        clients.lock(each)
    company = companies.company()
    ClientPhone.objects.filter(client=gone).update(client=into)
    Call.objects.filter(client=gone).update(client=into)
    CallResult.objects.filter(client=gone).update(client=into)
    Deal.objects.filter(client=gone).update(client=into)
    CrmLead.objects.filter(client=gone).update(client=into)
    clients.become(gone=gone, into=into)
    _recount(gone, into, company)
    note("client.merged", f"client:{into.pk}", by, before=gone.pk, name=gone.name)
    return into


@transaction.atomic
def join_phone(*, client: Client, phone: str, by: User) -> Client | None:
    """The phone is this client's too; returns the client who had it and is merged, None where nobody had it.

    Raises ``Problem``.
    """
    found = find_client(phone)
    known = ClientPhone.objects.select_related("client").filter(e164=found).first()
    if known is not None:
        gone = known.client
        merge(gone=gone, into=client, by=by)
        return gone
    clients.add_phone(client=client, phone=found)
    note("client.phone_joined", f"client:{client.pk}", by, phone=found)
    return None


def _recount(gone: Client, into: Client, company: Company) -> None:
    """Leads of both (one has none now), then cases; a deal counts for its manager, whoever its client is."""
    for each in (gone, into):
        analysis.recount_leads(client_id=each.pk, company=company)
    join_cases(gone=gone, into=into, company=company)
