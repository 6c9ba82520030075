"""Events of a CRM at a connection's secret address. They only say that it is time to look: nothing of them is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from mentor.companies import lookup
from mentor.core.tenancy import company_scope
from mentor.providers import troubles
from mentor.providers.errors import ProviderError
from mentor.providers.hook import LONGEST_TOKEN, METHODS, MOST_BYTES, Hook, hook_of
from mentor.providers.linked import is_address_of, may_send

from . import connections, queue, sweeping
from .errors import TEXTS, HookRefusedError
from .models import CrmConnection, Where
from .registry import provider_of

NUDGED_EVERY = timedelta(seconds=5)


@csrf_exempt
def receive(request: HttpRequest, token: str) -> HttpResponse:
    """200 for an event, 403 for one that is not the CRM's, 404 at an address that nobody has."""
    if request.method not in METHODS:
        return HttpResponse(status=405, headers={"Allow": ", ".join(METHODS)})
    found = lookup.company_of_crm_hook(token) if len(token) <= LONGEST_TOKEN else None
    if found is None:
        return HttpResponse(status=404)
    company_id, connection_id = found
    with company_scope(company_id):
        connection = (
            CrmConnection.objects.select_related("company").filter(pk=connection_id, is_on=True).first()
        )
        now = timezone.now()
        if connection is None or not is_address_of(connection, token, now):
            return HttpResponse(status=404)
        return _answer(connection, hook_of(request, ""), request.META.get("REMOTE_ADDR", ""), now)


def _answer(connection: CrmConnection, hook: Hook | None, address: str, now: datetime) -> HttpResponse:
    if hook is None:
        text = TEXTS["too_large"].format(limit=MOST_BYTES // 1024)
        troubles.note(connection=connection, where=Where.HOOK, code="too_large", text=text)
        return HttpResponse(text, status=413, content_type="text/plain; charset=utf-8")
    if hook.method == "GET":  # somebody looks whether the address is there
        return HttpResponse("mentor.ai", content_type="text/plain; charset=utf-8")
    try:
        _check(connection, hook, address)
    except ProviderError as refusal:
        troubles.note(connection=connection, where=Where.HOOK, code=refusal.code, text=refusal.detail)
        status = 403 if isinstance(refusal, HookRefusedError) else 503
        return HttpResponse(status=status)
    sweeping.doubt(connection, provider_of(connection.provider).deleted_in(hook))
    _nudge(connection, now)
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


def _check(connection: CrmConnection, hook: Hook, address: str) -> None:
    """Raises ``CrmError``: it came from elsewhere, is not the CRM's, or our own secrets do not open."""
    if not may_send(connection, address):
        raise HookRefusedError("address", address=address or "без адреса")
    provider_of(connection.provider).admit(connections.account_of(connection), hook)


def _nudge(connection: CrmConnection, now: datetime) -> None:
    """Look soon. A flood of events makes one look, and writes the row at most once in five seconds."""
    if connection.nudged_at is None or now - connection.nudged_at > NUDGED_EVERY:
        connection.nudged_at = now
        connection.save(update_fields=["nudged_at"])
        troubles.clear(connection=connection, where=Where.HOOK)
    if connection.mapped_at is not None:
        queue.defer_poll(company_id=connection.company.pk, connection_id=connection.pk)
