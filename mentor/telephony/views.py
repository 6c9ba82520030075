"""The address of a connection as a page of Django; behind ``receiver.Receiver`` requests do not come so far."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from .door import MOST_BYTES, Incoming, answer_all
from .provider import Hook


@csrf_exempt
def receive(request: HttpRequest, token: str, rest: str = "") -> HttpResponse:
    """One event at a secret address."""
    asked = Incoming(
        token, request.method or "", _hook_of(request, rest), request.META.get("REMOTE_ADDR", "")
    )
    [answer] = answer_all([asked])
    return HttpResponse(
        answer.body,
        status=answer.status,
        content_type=f"{answer.content_type}; charset=utf-8",
        headers=answer.headers,
    )


def _hook_of(request: HttpRequest, rest: str) -> Hook | None:
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
