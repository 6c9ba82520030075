"""Leads, deals and payments by the company's key: the same entries as on pages and in tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from ninja import NinjaAPI, Status
from pydantic import BaseModel

from mentor.pipeline.ledger import actions as ledger
from mentor.pipeline.ledger import payload
from mentor.pipeline.ledger.actions import Entered

from .auth import CallerRequest
from .bodies import json_body
from .schemas import EntryOut, json_request, refusals

Answer = Status[EntryOut]


def post_lead(request: CallerRequest) -> Answer:
    """201 — лид записан; 200 — такой уже есть. Считается с того дня, с которого подключена CRM."""
    body = payload.parse(payload.LeadIn, _raw(request))
    return _entered(
        request, lambda: ledger.enter_lead(new=payload.new_lead(body, timezone.now())), body.external_id
    )


def post_deal(request: CallerRequest) -> Answer:
    """201 — сделка записана; 200 — такая уже есть. Успешной её делает оплата."""
    body = payload.parse(payload.DealIn, _raw(request))
    return _entered(request, lambda: ledger.enter_deal(new=payload.new_deal(body)), body.external_id)


def post_payment(request: CallerRequest) -> Answer:
    """201 — оплата или возврат записаны, показатели пересчитаны; 200 — такая запись уже есть."""
    body = payload.parse(payload.PaymentIn, _raw(request))
    return _entered(
        request, lambda: ledger.enter_payment(new=payload.new_payment(body, timezone.now())), body.external_id
    )


ADDRESSES: tuple[tuple[str, Callable[[CallerRequest], Answer], type[BaseModel], str], ...] = (
    ("leads", post_lead, payload.LeadIn, "Передать лид"),
    ("deals", post_deal, payload.DealIn, "Передать сделку"),
    ("payments", post_payment, payload.PaymentIn, "Передать оплату или возврат"),
)


def install(api: NinjaAPI) -> None:
    """Add the three addresses to ``api``."""
    for name, view, body, summary in ADDRESSES:
        api.post(
            f"/{name}",
            response={201: EntryOut, 200: EntryOut},
            operation_id=view.__name__,
            summary=summary,
            openapi_extra={
                "requestBody": json_request(body),
                "responses": refusals(400, 401, 403, 405, 409, 413, 415, 422, 500, 503),
            },
        )(view)


def _raw(request: CallerRequest) -> bytes:
    return json_body(request, payload.MAX_JSON_BYTES)


def _entered(request: CallerRequest, enter: Callable[[], Entered[Any]], external_id: str) -> Answer:
    with request.auth.scope():
        found = enter()
    out = EntryOut(id=found.row.pk, external_id=external_id, created=found.created)
    return Status(201 if found.created else 200, out)
