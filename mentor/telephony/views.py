"""The door for providers' events: told from others, kept as they came, answered at once. A job reads them."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from mentor.companies import lookup
from mentor.core.tenancy import company_scope

from . import connections, events, troubles
from .errors import TEXTS, HookRefusedError, TelephonyError
from .models import Connection, Where
from .provider import Hook, HookReader, Reply
from .registry import PROVIDERS

MOST_BYTES = 512 * 1024
_LONGEST_TOKEN = 100
_METHODS = ("GET", "POST")


@csrf_exempt
def receive(request: HttpRequest, token: str, rest: str = "") -> HttpResponse:
    """One event at a secret address. An address that nobody has is 404, whatever is wrong with it."""
    found = lookup.company_of_telephony_hook(token) if len(token) <= _LONGEST_TOKEN else None
    if found is None:
        return HttpResponse(status=404)
    if request.method not in _METHODS:
        return HttpResponse(status=405, headers={"Allow": ", ".join(_METHODS)})
    company_id, connection_id = found
    hook = hook_of(request, rest)
    with company_scope(company_id):
        connection = Connection.objects.filter(pk=connection_id).first()
        if connection is None or not connections.is_address_of(connection, token, timezone.now()):
            return HttpResponse(status=404)
        if hook is None:
            text = TEXTS["too_large"].format(limit=MOST_BYTES // 1024)
            troubles.note(connection=connection, where=Where.HOOK, code="too_large", text=text)
            return HttpResponse(text, status=413, content_type="text/plain; charset=utf-8")
        return _answered(connection, hook, request.META.get("REMOTE_ADDR", ""))


def hook_of(request: HttpRequest, rest: str) -> Hook | None:
    """The request as it came; None where it is too large. The announced length is looked at before reading."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if not announced.isdigit() or int(announced) > MOST_BYTES:
        return None
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return None
    return Hook(
        method=request.method or "",
        path=rest,
        query=request.META.get("QUERY_STRING", "").replace("\0", ""),
        content_type=request.META.get("CONTENT_TYPE", ""),
        body=body,
        headers={name.lower(): value for name, value in request.headers.items()},
    )


def _answered(connection: Connection, hook: Hook, address: str) -> HttpResponse:
    provider = PROVIDERS.get(connection.provider)
    reader = provider.hook if provider else None
    if reader is None or not connection.is_on:
        return HttpResponse(status=404)
    try:
        _check_address(connection, address)
        return _kept(connection, reader, hook)
    except HookRefusedError as refusal:
        troubles.note(connection=connection, where=Where.HOOK, code=refusal.code, text=refusal.detail)
        return HttpResponse(refusal.detail, status=403, content_type="text/plain; charset=utf-8")
    except TelephonyError as trouble:  # our own fault: the sender is to try again
        troubles.note(connection=connection, where=Where.HOOK, code=trouble.code, text=trouble.detail)
        return HttpResponse(status=503, headers={"Retry-After": "60"})


def _kept(connection: Connection, reader: HookReader, hook: Hook) -> HttpResponse:
    account = connections.account_of(connection)
    greeting = reader.greet(account, hook)
    if greeting is not None:
        return _said(greeting)
    reader.admit(account, hook)
    events.keep(connection=connection, hook=hook)
    return _said(reader.reply(account, hook))


def _check_address(connection: Connection, address: str) -> None:
    """Raises ``HookRefusedError`` where the connection names networks and this address lies in none of them."""
    if not connection.allowed_addresses:
        return
    try:
        came_from = ipaddress.ip_address(address)
    except ValueError:
        raise HookRefusedError("address", address=address or "без адреса") from None
    if not any(came_from in ipaddress.ip_network(each) for each in connection.allowed_addresses):
        raise HookRefusedError("address", address=address)


def _said(reply: Reply) -> HttpResponse:
    return HttpResponse(reply.body, content_type=f"{reply.content_type}; charset=utf-8")
