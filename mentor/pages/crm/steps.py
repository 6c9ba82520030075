"""What can be done with a CRM's connection alone; the rest is every room's. For integrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from mentor.companies import queries as companies
from mentor.companies.actions import audit
from mentor.companies.middleware import CompanyRequest
from mentor.core.formats import counted
from mentor.crm import again, connections, queue
from mentor.pages.setup.doors import for_integrators, viewer_of

from .queries import connection_or_404


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
