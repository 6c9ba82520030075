"""All counts of a company anew from its calls, deals and cases: after its time zone changed, or to check them."""

from __future__ import annotations

from django.db import transaction

from mentor.analysis import actions as analysis
from mentor.analysis.models import CallResult
from mentor.clients import actions as clients
from mentor.clients import payments
from mentor.clients.models import Client, Deal
from mentor.companies.models import Company
from mentor.recovery import counting, waiting
from mentor.recovery.models import LossCase
from mentor.tallies import actions as tallies

BATCH = 2_000


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
    for client_id in list(seen):
        if client_id is not None:
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
