"""Карточка клиента."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mentor.clients.queries import stands_for
from mentor.companies.middleware import CompanyRequest, require_viewer
from mentor.pages.seen import note_seen_by
from mentor.recovery.access import access_client

from .queries import client_card


@require_safe
@require_viewer
def client(request: CompanyRequest, pk: int) -> HttpResponse:
    """One client's whole history."""
    assert request.viewer is not None
    into = stands_for(pk) if pk < 2**63 else None
    if into is not None:
        return redirect("client", pk=access_client(request.viewer, into).pk)
    card = client_card(request.viewer, access_client(request.viewer, pk), timezone.now())
    note_seen_by(request.viewer, (each.shown for each in card.current))
    pass_mark = request.viewer.company.pass_mark
    return render(request, "pages/clients/client.html", {"card": card, "pass_mark": pass_mark})
