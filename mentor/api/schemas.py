"""What the API answers with, and its request body as OpenAPI."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import BaseModel, Field

from mentor.calls.payload import CallIn

from .codes import TITLES
from .problems import MEDIA_TYPE


class AcceptedOut(Schema):
    """Звонок принят: строка, запись и задание сохранены вместе."""

    id: int
    source_call_id: str
    state: str = Field(description="fetching, processing, waiting_model, assessed, kept, attention")
    url: str = Field(description="адрес, по которому спрашивают о состоянии")


class AttentionOut(Schema):
    """Что требует внимания человека."""

    code: str
    field: str


class CallOut(AcceptedOut):
    """Состояние звонка."""

    source: str
    purpose: str
    kept_reason: str | None = Field(description="почему звонок не разбирается")
    outcome: str | None = Field(description="success, lost, interrupted, not_sales; null — ещё не разобран")
    lost_stage: int | None = Field(description="этап потери, 1–5")
    scores: list[int | None] | None = Field(description="пять этапов, 0–10; null — этапа не было")
    error: str | None = Field(description="последняя ошибка обработки")
    attention: list[AttentionOut]
    received_at: datetime
    assessed_at: datetime | None


class EntryOut(Schema):
    """Запись принята (или была принята раньше)."""

    id: int = Field(description="номер записи в mentor.ai")
    external_id: str
    created: bool = Field(description="false — такая запись уже была, ничего не изменилось")


class MeOut(Schema):
    """Чей это ключ."""

    company: str
    key: str


class FieldProblemOut(Schema):
    field: str
    code: str
    detail: str


class ProblemOut(Schema):
    """Ошибка по RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblemOut]


def inlined(model: type[BaseModel]) -> dict[str, Any]:
    """JSON schema of a model without references to other places of the document."""
    schema = model.model_json_schema()
    definitions: dict[str, Any] = schema.pop("$defs", {})

    def resolved(node: Any) -> Any:
        if isinstance(node, dict):
            if "$ref" in node:
                return resolved(definitions[str(node["$ref"]).rsplit("/", 1)[-1]])
            return {key: resolved(value) for key, value in node.items()}
        if isinstance(node, list):
            return [resolved(item) for item in node]
        return node

    found: dict[str, Any] = resolved(schema)
    return found


def refusals(*statuses: int) -> dict[int, Any]:
    """OpenAPI of the problem documents with these statuses."""
    content = {MEDIA_TYPE: {"schema": inlined(ProblemOut)}}
    return {status: {"description": TITLES[status], "content": content} for status in statuses}


def json_request(model: type[BaseModel]) -> dict[str, Any]:
    """OpenAPI of a body that is JSON alone."""
    return {"required": True, "content": {"application/json": {"schema": inlined(model)}}}


def call_request() -> dict[str, Any]:
    """OpenAPI of the body of ``POST /calls``."""
    call = inlined(CallIn)
    recording = {"type": "string", "format": "binary", "description": "файл записи"}
    parts = {"type": "object", "required": ["call"], "properties": {"call": call, "recording": recording}}
    return {
        "required": True,
        "content": {
            "application/json": {"schema": call},
            "multipart/form-data": {
                "schema": {**parts, "additionalProperties": False},
                "encoding": {"call": {"contentType": "application/json"}},
            },
        },
    }
