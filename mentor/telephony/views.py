"""The address of a connection as a page of Django; behind ``receiver.Receiver`` requests do not come so far."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from mentor.providers.hook import hook_of

from .door import Incoming, answer_all


@csrf_exempt
def receive(request: HttpRequest, token: str, rest: str = "") -> HttpResponse:
    """One event at a secret address."""
    asked = Incoming(token, request.method or "", hook_of(request, rest), request.META.get("REMOTE_ADDR", ""))
    [answer] = answer_all([asked])
    return HttpResponse(
        answer.body,
        status=answer.status,
        content_type=f"{answer.content_type}; charset=utf-8",
        headers=answer.headers,
    )
