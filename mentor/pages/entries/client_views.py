"""A client has one more phone, or turns out to be another client."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from mentor.companies.middleware import CompanyRequest
from mentor.core.problems import Problem
from mentor.pages.setup.doors import for_heads, viewer_of
from mentor.pipeline.ledger.merging import join_phone
from mentor.recovery.access import access_client


@require_POST
@for_heads
def client_join(request: CompanyRequest, pk: int) -> HttpResponse:
    """Add a phone; the client who had it becomes this one, and the past is counted anew."""
    viewer = viewer_of(request)
    client = access_client(viewer, pk)
    try:
        gone = join_phone(client=client, phone=request.POST.get("phone", ""), by=viewer.user)
    except Problem as trouble:
        messages.error(request, f"{trouble.detail} Ничего не изменено.")
    else:
        said = (
            "Телефон добавлен."
            if gone is None
            else "Клиенты объединены: история общая, показатели пересчитаны."
        )
        messages.success(request, said)
    return redirect("client", pk=pk)
