"""«Войти в CRM»: to the CRM's own page and back with a code, or the code typed in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from mentor.companies.middleware import CompanyRequest
from mentor.crm import connections
from mentor.crm.errors import ProviderError
from mentor.crm.models import CrmConnection
from mentor.crm.registry import provider_of
from mentor.pages.setup.doors import for_integrators, viewer_of

from .queries import connection_or_404

SALT = "crm.log-in"
ANSWERED_WITHIN_S = 20 * 60


@require_POST
@for_integrators
def crm_log_in(request: CompanyRequest, pk: int) -> HttpResponse:
    """With a code: exchange it. Without: go and get one; the state in the address is ours, signed and short-lived."""
    connection = connection_or_404(pk)
    oauth = provider_of(connection.provider).log_in_of(connection.settings)
    if oauth is None:
        raise Http404
    code = request.POST.get("code", "").strip()
    if code:
        _exchange(request, connection, code)
        return redirect("crm_connection", pk=pk)
    viewer = viewer_of(request)
    state = signing.dumps([viewer.company.pk, connection.pk, viewer.user.pk], salt=SALT)
    try:
        return redirect(oauth.address(connections.account_of(connection), state))
    except ProviderError as error:
        messages.error(request, error.detail)
        return redirect("crm_connection", pk=pk)


@never_cache
@require_safe
@for_integrators
def crm_came_back(request: CompanyRequest, provider: str) -> HttpResponse:
    """Back from the CRM. A state that we did not give to this person for this company is refused."""
    viewer = viewer_of(request)
    try:
        found: list[Any] = signing.loads(request.GET.get("state", ""), salt=SALT, max_age=ANSWERED_WITHIN_S)
    except signing.BadSignature:
        found = []
    mine = len(found) == 3 and [found[0], found[2]] == [viewer.company.pk, viewer.user.pk]
    connection = connection_or_404(found[1]) if mine else None
    if connection is None or connection.provider != provider:
        messages.error(request, "Вход начат не здесь или слишком давно. Нажмите «Войти в CRM» ещё раз.")
        return redirect("crm")
    code = request.GET.get("code", "")
    if code:
        _exchange(request, connection, code)
    else:
        messages.error(request, "Администратор CRM не дал доступа.")
    return redirect("crm_connection", pk=connection.pk)


def _exchange(request: CompanyRequest, connection: CrmConnection, code: str) -> None:
    try:
        connections.log_in(connection=connection, code=code, by=viewer_of(request).user)
    except ProviderError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, "Доступ получен. Нажмите «Проверить подключение».")
