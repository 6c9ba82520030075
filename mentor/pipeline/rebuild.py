"""All counts of a company anew from its calls, deals and cases: after its time zone changed, or to check them."""

from __future__ import annotations

from django.db import transaction

from mentor.analysis import actions as analysis
from mentor.analysis.models import CallResult
from mentor.clients import actions as clients
from mentor.clients import payments
from mentor.clients.models import Client, Deal
from mentor.clients.queries import clients_with_crm_leads
from mentor.companies import queries as companies
from mentor.companies.models import Company
from mentor.core.tenancy import company_scope
from mentor.recovery import counting, waiting
from mentor.recovery.models import LossCase
from mentor.tallies import actions as tallies

BATCH = 2_000
RECOUNTED_AT_ONCE = 200


@transaction.atomic
def rebuild(company: Company) -> None:
    """One transaction: readers see the old counts until the new ones are whole.

    Run it while the company's workers stand still: a call judged meanwhile could be counted twice.
    """
    tallies.clear_all()
    for result in CallResult.objects.iterator(chunk_size=BATCH):
        analysis.count_result(result=result, company=company)
    clients.forget_leads()
    seen = CallResult.objects.filter(client__isnull=False).values_list("client_id", flat=True).distinct()
    for client_id in sorted({each for each in seen if each is not None} | set(clients_with_crm_leads())):
        analysis.recount_leads(client_id=client_id, company=company)
    Deal.objects.update(counted_day=None, counted_manager=None)
    for deal in Deal.objects.iterator(chunk_size=BATCH):
        payments.recount_deal(deal=deal, zone=company.zone)
    LossCase.objects.update(counted=[])
    for client in Client.objects.filter(cases__isnull=False).distinct():
        counting.recount(client, company)
    waiting.count_all()
    while tallies.fold():
        pass


def recount_crm_leads(company_id: int) -> None:
    """The leads of every client of the CRM, after the day from which they count was changed; safe to repeat."""
    with company_scope(company_id):
        found = clients_with_crm_leads()
    for number in range(0, len(found), RECOUNTED_AT_ONCE):
        with company_scope(company_id):
            company = companies.company()
            for client_id in sorted(found[number : number + RECOUNTED_AT_ONCE]):
                analysis.recount_leads(client_id=client_id, company=company)
