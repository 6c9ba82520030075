"""What can be done with a telephony's connection alone; the rest is every room's. For integrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentor.companies.actions import audit
from mentor.companies.middleware import CompanyRequest
from mentor.core.formats import counted
from mentor.pages.setup.doors import for_integrators, viewer_of
from mentor.telephony import again, queue, silence
from mentor.telephony.registry import provider_of

from .queries import connection_or_404


@require_POST
@for_integrators
def telephony_letters(request: CompanyRequest) -> HttpResponse:
    """Whether this integrator gets letters when a telephony of this company falls silent."""
    on = request.POST.get("on") == "1"
    silence.choose_letters(user=viewer_of(request).user, on=on)
    messages.success(request, "Письма о тишине включены." if on else "Писем о тишине больше не будет.")
    return redirect("telephony")


@require_POST
@for_integrators
def telephony_history(request: CompanyRequest, pk: int) -> HttpResponse:
    """Look into the provider's history now rather than in some minutes."""
    connection = connection_or_404(pk)
    if provider_of(connection.provider).history is None or not connection.is_on:
        messages.info(request, "Историю этого подключения читать неоткуда: звонки приходят только событиями.")
        return redirect("telephony_connection", pk=pk)
    connection.next_poll_at = timezone.now()
    connection.save(update_fields=["next_poll_at"])
    queue.defer_poll(company_id=viewer_of(request).company.pk, connection_id=connection.pk)
    messages.success(request, "История читается. Новые звонки появятся через минуту.")
    return redirect("telephony_connection", pk=pk)


@require_POST
@for_integrators
def telephony_again(request: CompanyRequest, pk: int) -> HttpResponse:
    """«Разобрать снова»: everything that was put aside, and recordings that were given up."""
    connection = connection_or_404(pk)
    done = again.everything(connection=connection)
    audit(
        user=viewer_of(request).user,
        action="telephony.again",
        subject=f"telephony:{connection.pk}",
        name=connection.title,
        count=done.taken,
    )
    taken = counted(
        done.taken, "запись журнала разобрана", "записи журнала разобраны", "записей журнала разобрано"
    )
    asked = f", заново запрошено записей: {done.sounds}" if done.sounds else ""
    left = f", всё ещё отложено: {done.left}" if done.left else ""
    messages.success(request, f"{taken}{asked}{left}.")
    return redirect("telephony_connection", pk=pk)
