"""From pydantic's errors to ours: a stable code, the field's path as the sender knows it, Russian words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mentor.core.problems import Problem

from .messages import FIELD_TEXTS, text

MOST_ERRORS = 50
_CODES = {
    "json_invalid": "malformed_json",
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "literal_error": "unknown_value",
    "string_too_long": "too_long",
    "string_too_short": "empty",
    "too_short": "empty",
    "too_long": "too_many",
    "string_pattern_mismatch": "bad_characters",
    "finite_number": "out_of_range",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
}
_PLACE = re.compile(r"line (\d+) column (\d+)")
_EXPECTED = {
    "string_type": "строка в кавычках",
    "float_type": "число",
    "bool_type": "true или false",
    "list_type": "список",
    "model_type": "объект",
    "model_attributes_type": "объект",
}


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong field."""

    field: str
    code: str
    detail: str


class PayloadProblem(Problem):
    """Several fields may be wrong at once; the first one gives the code."""

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        first = errors[0]
        names = ", ".join(dict.fromkeys(error.field for error in errors if error.field))
        detail = first.detail if len(errors) == 1 else f"Исправьте поля: {names}."
        super().__init__(first.code, detail, field=first.field)
        self.errors = errors


def field_errors(problem: Problem) -> tuple[FieldError, ...]:
    """All wrong fields of a problem, at least one."""
    if isinstance(problem, PayloadProblem):
        return problem.errors
    return (FieldError(problem.field, problem.code, problem.detail),)


def payload_problem(error: ValidationError) -> PayloadProblem:
    """Our error for pydantic's; at most ``MOST_ERRORS`` fields are named."""
    found = error.errors(include_url=False, include_input=False)[:MOST_ERRORS]
    return PayloadProblem(tuple(_field_error(item) for item in found))


def path_of(place: tuple[int | str, ...]) -> str:
    """``("transcript", "utterances", 2, "text")`` as ``transcript.utterances[2].text``."""
    path = ""
    for part in place:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _field_error(item: ErrorDetails) -> FieldError:
    kind, place, facts = item["type"], item["loc"], item.get("ctx", {})
    if kind == "manager_required":
        return FieldError("manager", "required", text("required"))
    if kind == "literal_error" and place and place[-1] == "speaker":
        return FieldError(path_of(place), "unknown_speaker", text("unknown_speaker"))
    code = _CODES.get(kind, kind)
    if code not in FIELD_TEXTS:
        expected = _EXPECTED.get(kind, "другое значение")
        return FieldError(path_of(place), "wrong_type", text("wrong_type", expected=expected))
    return FieldError(path_of(place), code, text(code, **_facts(code, facts)))


def _facts(code: str, facts: dict[str, Any]) -> dict[str, object]:
    if code == "malformed_json":
        found = _PLACE.search(str(facts.get("error", "")))
        return {"place": f" (строка {found[1]}, место {found[2]})" if found else ""}
    if code == "unknown_value":
        return {"expected": str(facts.get("expected", "")).replace(" or ", " или ")}
    if code in ("too_long", "too_many"):
        return {"limit": facts.get("max_length", "")}
    if code == "out_of_range":
        low, high = facts.get("ge"), facts.get("le")
        edge = f"не меньше {low:g}" if low is not None else f"не больше {high:g}" if high is not None else ""
        return {"expected": edge or "конечное число"}
    return {}
