"""What can be done with a CRM's connection. For integrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mentor.companies import queries as companies
from mentor.companies.actions import audit
from mentor.companies.middleware import CompanyRequest
from mentor.core.formats import counted
from mentor.core.problems import Problem
from mentor.crm import again, connections, queue
from mentor.crm.errors import ProviderError
from mentor.crm.registry import provider_of
from mentor.pages.setup.doors import for_integrators, viewer_of

from .queries import connection_or_404
from .views import address_of, show


@require_POST
@for_integrators
def crm_check(request: CompanyRequest, pk: int) -> HttpResponse:
    """«Проверить подключение»: asks the CRM now, says what it answered, and keeps its stages and people."""
    connection = connection_or_404(pk)
    provider = provider_of(connection.provider)
    try:
        account = connections.account_of(connection)
        words = provider.check(account)
        connections.keep_catalogue(connection=connection, found=provider.catalogue(account))
    except ProviderError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, words)
    audit(
        user=viewer_of(request).user,
        action="crm.checked",
        subject=f"crm:{connection.pk}",
        name=connection.title,
    )
    return redirect("crm_connection", pk=pk)


@require_POST
@for_integrators
def crm_stages(request: CompanyRequest, pk: int) -> HttpResponse:
    """What stages mean and who is who; everything that was told is looked at anew."""
    connection = connection_or_404(pk)
    sent = request.POST.dict()
    mapping = {key.removeprefix("stage:"): value for key, value in sent.items() if key.startswith("stage:")}
    if not mapping:
        messages.error(request, "Сначала нажмите «Проверить подключение»: стадии придут из CRM.")
        return redirect("crm_connection", pk=pk)
    known = {str(member.pk): member.pk for member in companies.managers()}
    people = {
        key.removeprefix("user:"): known[value]
        for key, value in sent.items()
        if key.startswith("user:") and value in known
    }
    connections.map_stages(connection=connection, mapping=mapping, people=people, by=viewer_of(request).user)
    messages.success(
        request, "Сохранено. CRM читается, записи пересчитываются: это займёт до нескольких минут."
    )
    return redirect("crm_connection", pk=pk)


@require_POST
@for_integrators
def crm_choices(request: CompanyRequest, pk: int) -> HttpResponse:
    """What is written back, and whether calls are taken from the CRM."""
    connections.choose(
        connection=connection_or_404(pk),
        notes=request.POST.get("notes") == "1",
        tasks=request.POST.get("tasks") == "1",
        takes_calls=request.POST.get("calls") == "1",
        by=viewer_of(request).user,
    )
    messages.success(request, "Сохранено. Действует со следующего разобранного звонка.")
    return redirect("crm_connection", pk=pk)


@never_cache
@require_POST
@for_integrators
def crm_rotate(request: CompanyRequest, pk: int) -> HttpResponse:
    """A new address, shown in the answer itself."""
    connection = connection_or_404(pk)
    token = connections.rotate(connection=connection, by=viewer_of(request).user)
    return show(request, connection, address=address_of(token))


@require_POST
@for_integrators
def crm_close_old(request: CompanyRequest, pk: int) -> HttpResponse:
    """The address before the last rotation stops working now."""
    connections.forget_old_address(connection=connection_or_404(pk), by=viewer_of(request).user)
    messages.success(request, "Старый адрес больше не работает.")
    return redirect("crm_connection", pk=pk)


@require_POST
@for_integrators
def crm_switch(request: CompanyRequest, pk: int) -> HttpResponse:
    """On or off."""
    on = request.POST.get("on") == "1"
    try:
        connections.switch(connection=connection_or_404(pk), on=on, by=viewer_of(request).user)
    except Problem as trouble:
        messages.error(request, trouble.detail)
    else:
        words = "CRM включена: изменения догоняются с места остановки." if on else "CRM выключена."
        messages.success(request, words)
    return redirect("crm_connection", pk=pk)


@require_POST
@for_integrators
def crm_read(request: CompanyRequest, pk: int) -> HttpResponse:
    """Look now rather than in some minutes."""
    connection = connection_or_404(pk)
    if connection.is_on and connection.mapped_at:
        queue.defer_poll(company_id=viewer_of(request).company.pk, connection_id=connection.pk)
        messages.success(request, "CRM читается. Новое появится через минуту.")
    else:
        messages.info(request, "Читать рано: включите подключение и сопоставьте стадии.")
    return redirect("crm_connection", pk=pk)


@require_POST
@for_integrators
def crm_again(request: CompanyRequest, pk: int) -> HttpResponse:
    """«Разобрать снова»: everything that was put aside."""
    connection = connection_or_404(pk)
    done = again.parked(connection)
    audit(
        user=viewer_of(request).user,
        action="crm.again",
        subject=f"crm:{connection.pk}",
        name=connection.title,
        count=done,
    )
    messages.success(request, counted(done, "запись учтена.", "записи учтено.", "записей учтено."))
    return redirect("crm_connection", pk=pk)
