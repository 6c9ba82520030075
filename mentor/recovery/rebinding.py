"""A call turns out to be another client's or another manager's: cases follow it."""

from __future__ import annotations

import copy

from django.db import transaction

from mentor.analysis.models import CallResult, Outcome
from mentor.clients import actions as clients
from mentor.clients.models import Client
from mentor.companies.models import Company

from .counting import recount
from .models import FollowUp, LossCase
from .returns import refresh_returns
from .withdrawal import begin_later, withdraw


@transaction.atomic
def leave_client(*, result: CallResult, client: Client, company: Company) -> None:
    """The call was never with this client: its loss and its answer are taken out of the client's history."""
    clients.lock(client.pk)
    FollowUp.objects.filter(call_id=result.call_id).delete()
    gone = copy.copy(result)
    gone.outcome = Outcome.NOT_SALES
    case = LossCase.objects.filter(client=client, closed_at=None).first()
    if case is not None and case.call_id == result.call_id:
        withdraw(case, gone)
    elif case is not None and case.lost_at == result.started_at:
        begin_later(case, gone)
    refresh_returns(client=client, company=company)
    recount(client, company)
