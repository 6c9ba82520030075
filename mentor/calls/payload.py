"""The JSON of one call, the same at every door: API, upload page, watched folder.

``parse_call`` checks shape and types, ``build`` the rest; both say every wrong field by its path. What people
can mend later (a manager nobody knows, a phone that is none) passes here and becomes a call that requires
attention: a telephony does not send a call twice.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from .intake import IncomingFile, NewCall, SuppliedUtterance
from .messages import problem
from .payload_errors import PayloadProblem, payload_problem

MAX_CALL_SECONDS = 48 * 3600  # longer is a broken clock, not a conversation
MAX_UTTERANCES = 20_000
MAX_JSON_BYTES = 8 * 1024 * 1024
CLOCK_SKEW = timedelta(minutes=5)
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_ISO = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?(?P<offset>[Zz]|[+-]\d{2}(:?\d{2})?)?"
)
# PostgreSQL's text holds no NUL; the other control characters are never part of a name or a phrase.
_PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"


def _moment(value: object) -> datetime:
    """An aware moment from ISO 8601 text with an offset; numbers and bare dates are refused, not guessed."""
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "not a string")
    found = _ISO.fullmatch(value.strip())
    if found is None:
        raise PydanticCustomError("bad_datetime", "not ISO 8601")
    if found["offset"] is None:
        raise PydanticCustomError("offset_required", "no offset")
    try:
        moment = datetime.fromisoformat(value.strip().upper().replace(",", "."))
        early = moment < _EARLIEST
    except (ValueError, OverflowError):
        raise PydanticCustomError("bad_datetime", "no such moment") from None
    if early:
        raise PydanticCustomError("started_too_early", "before 2000")
    return moment


def plain_text(least: int, most: int) -> StringConstraints:
    """Text of so many characters, without those that no name or phrase holds."""
    return StringConstraints(strip_whitespace=True, min_length=least, max_length=most, pattern=_PLAIN)


Label = Annotated[str, plain_text(1, 100)]
Seconds = Annotated[float, Field(ge=0, le=MAX_CALL_SECONDS, allow_inf_nan=False)]
Moment = Annotated[
    datetime, PlainValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})
]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class ManagerIn(_Strict):
    """Менеджер: внутренний номер или e-mail, ровно одно из двух."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["extension"]}, {"required": ["email"]}]},
    )
    extension: Annotated[str, plain_text(1, 64)] | None = None
    email: Label | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.extension is None) == (self.email is None):
            raise PydanticCustomError("manager_ambiguous", "exactly one")
        return self


class ClientIn(_Strict):
    """Клиент. Номер как пришёл; null — номер скрыт."""

    phone: Annotated[str, plain_text(0, 64)] | None
    name: Annotated[str, plain_text(0, 200)] | None = None


class UtteranceIn(_Strict):
    """Одна реплика; start и end — секунды от начала записи."""

    speaker: Literal["manager", "client", "unknown"]
    text: Annotated[str, plain_text(1, 20_000)]
    start: Seconds | None = None
    end: Seconds | None = None

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.start is not None and self.end is not None and self.end < self.start:
            raise PydanticCustomError("end_before_start", "end before start")
        return self


class TranscriptIn(_Strict):
    """Расшифровка, которую сделала телефония."""

    utterances: Annotated[list[UtteranceIn], Field(min_length=1, max_length=MAX_UTTERANCES)]


class CallIn(_Strict):
    """Один звонок, как его описывает источник."""

    source: Annotated[str, plain_text(1, 40)]
    source_call_id: Annotated[str, plain_text(1, 200)]
    direction: Literal["in", "out"]
    started_at: Moment
    duration_s: Seconds
    manager: ManagerIn | None = None
    client: ClientIn
    deal_id: Label | None = None
    purpose: Literal["live", "history", "reference", "training"] = "live"
    missed: bool = False
    recording_url: (
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)] | None
    ) = None
    transcript: TranscriptIn | None = None

    @model_validator(mode="after")
    def _someone_spoke(self) -> Self:
        # nobody took a missed call; every other one has its manager
        if self.manager is None and not self.missed:
            raise PydanticCustomError("manager_required", "no manager")
        return self


def parse_call(raw: bytes) -> CallIn:
    """The call in ``raw`` (JSON, UTF-8). Raises ``PayloadProblem`` naming every wrong field."""
    try:
        return CallIn.model_validate_json(raw.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        raise payload_problem(error) from None


def build(call: CallIn, *, now: datetime, recording: IncomingFile | None = None) -> NewCall:
    """The typed call for intake. ``now`` is aware; ``recording`` was probed before. Raises ``Problem``."""
    if call.started_at > now + CLOCK_SKEW:
        raise problem("started_in_future", "started_at")
    if recording is not None and call.recording_url:
        raise problem("recording_twice", "recording_url")
    manager = call.manager
    return NewCall(
        source=call.source,
        source_call_id=call.source_call_id,
        direction=call.direction,
        started_at=call.started_at,
        duration_s=call.duration_s,
        purpose=call.purpose,
        manager_extension=(manager.extension or "") if manager else "",
        manager_email=(manager.email or "") if manager else "",
        client_phone=call.client.phone or "",
        client_name=call.client.name or "",
        deal_id=call.deal_id or "",
        missed=call.missed,
        transcript=_utterances(call.transcript),
        recording=recording,
        recording_url=call.recording_url or "",
    )


def _utterances(transcript: TranscriptIn | None) -> tuple[SuppliedUtterance, ...] | None:
    if transcript is None:
        return None
    return tuple(SuppliedUtterance(u.speaker, u.text, u.start, u.end) for u in transcript.utterances)


__all__ = ["MAX_JSON_BYTES", "CallIn", "PayloadProblem", "build", "parse_call"]
