"""When and where from a session was last used, for «Где выполнен вход»."""

from __future__ import annotations

import time

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .middleware import Respond

NOTED = "activity_noted"
EVERY_S = 300


class SessionActivityMiddleware:
    """Notes the visit at most once in five minutes, or at once from another address or browser.

    In place of allauth's own middleware, which reads the session, reads its user again and writes it on every request:
    three statements for a time that is shown to the minute.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and request.session.session_key:
            came_from = [get_adapter(request).get_client_ip(request), request.META.get("HTTP_USER_AGENT", "")]
            noted = request.session.get(NOTED)
            now = int(time.time())
            if not noted or noted[1:] != came_from or now - noted[0] >= EVERY_S:
                UserSession.objects.create_from_request(request)
                request.session[NOTED] = [now, *came_from]
        return self.get_response(request)
