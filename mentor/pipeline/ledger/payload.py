"""The JSON of a lead, a deal or a payment, as the API takes it. Shape and types here, the rest in ``actions``."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError, WithJsonSchema
from pydantic_core import PydanticCustomError

from mentor.calls.payload import Label, ManagerIn, Moment, plain_text
from mentor.calls.payload_errors import payload_problem
from mentor.companies import queries as companies
from mentor.companies.models import Member
from mentor.core.problems import Problem

from .actions import find_client
from .entries import NewDeal, NewLead, NewPayment, check_amount, check_moment
from .messages import problem

MAX_JSON_BYTES = 64 * 1024


def _amount(value: object) -> Decimal:
    """Text or a whole number: a JSON number with a point is a binary fraction, and money never is."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise PydanticCustomError("string_type", "not a string")
    try:
        return check_amount(Decimal(str(value).strip()))
    except (ArithmeticError, Problem):
        raise PydanticCustomError("bad_amount", "no amount") from None


Amount = Annotated[
    Decimal,
    PlainValidator(_amount),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,12}(\.\d{1,2})?$", "examples": ["78000.50"]}),
]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class BuyerIn(_Strict):
    """Клиент: телефон целиком."""

    phone: Annotated[str, plain_text(1, 64)]
    name: Annotated[str, plain_text(0, 200)] | None = None


class LeadIn(_Strict):
    """Лид из CRM."""

    external_id: Label
    created_at: Moment
    client: BuyerIn
    manager: ManagerIn | None = None


class DealIn(_Strict):
    """Сделка. Сама по себе ничего не значит: успешной её делает оплата."""

    external_id: Label
    client: BuyerIn
    manager: ManagerIn | None = None
    title: Annotated[str, plain_text(0, 200)] | None = None


class PaymentIn(_Strict):
    """Оплата, а с ``refund_of`` — возврат."""

    external_id: Label
    amount: Amount = Field(description="рубли с копейками строкой")
    paid_at: Moment
    deal: Label | None = None
    client: BuyerIn | None = None
    manager: ManagerIn | None = None
    refund_of: Label | None = None


Body = TypeVar("Body", bound=BaseModel)


def parse(kind: type[Body], raw: bytes) -> Body:
    """The entry in ``raw`` (JSON, UTF-8). Raises ``PayloadProblem`` naming every wrong field."""
    try:
        return kind.model_validate_json(raw.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        raise payload_problem(error) from None


def new_lead(body: LeadIn, now: datetime) -> NewLead:
    """In the company's scope, as all below. Raises ``Problem``."""
    check_moment(body.created_at, now, "created_at")
    return NewLead(
        external_id=body.external_id,
        created_at=body.created_at,
        phone=find_client(body.client.phone, "client.phone"),
        name=body.client.name or "",
        manager=_manager(body.manager),
    )


def new_deal(body: DealIn) -> NewDeal:
    return NewDeal(
        external_id=body.external_id,
        phone=find_client(body.client.phone, "client.phone"),
        name=body.client.name or "",
        title=body.title or "",
        manager=_manager(body.manager),
    )


def new_payment(body: PaymentIn, now: datetime) -> NewPayment:
    check_moment(body.paid_at, now, "paid_at")
    return NewPayment(
        external_id=body.external_id,
        amount=body.amount,
        paid_at=body.paid_at,
        deal=body.deal or "",
        phone=find_client(body.client.phone, "client.phone") if body.client else "",
        name=(body.client.name or "") if body.client else "",
        manager=_manager(body.manager),
        refund_of=body.refund_of or "",
    )


def _manager(named: ManagerIn | None) -> Member | None:
    if named is None:
        return None
    found = companies.find_manager(extension=named.extension or "", email=named.email or "")
    if found is None:
        raise problem("manager_unknown", "manager")
    return found
