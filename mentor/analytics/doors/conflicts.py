"""Rows of a case that contradict each other: the path to each in the file, and the words for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mentor.analytics.rules.checks import Code, Contradiction

from .fields import CaseError

WORDS: dict[Code, str] = {
    "rows_differ": "строки с id «{id}» различаются",
    "unknown_reference": "«{value}»: такой строки нет",
    "merged_in_a_circle": "объединения клиентов замкнуты в круг",
    "client_differs": "«{value}»: звонок этой рекомендации — с другим клиентом",
    "refund_of_refund": "«{value}» — сам возврат: вернуть можно только оплату",
    "refund_exceeds_payment": "возвращено больше, чем было оплачено («{id}»)",
    "amount_not_positive": "сумма должна быть больше нуля",
    "values_differ": "на одну дату заданы два разных значения",
}
KEYS = {"recommendations": "call", "average_cheque": "from", "baseline": "from"}


def conflict_errors(found: Iterable[Contradiction], data: dict[str, Any]) -> list[CaseError]:
    """An error for each contradiction, by the last row of the file that it is about."""
    return [_error(each, data) for each in found]


def _error(found: Contradiction, data: dict[str, Any]) -> CaseError:
    part, field = found.field.split(".")
    key = KEYS.get(part, "id")
    if found.code == "refund_exceeds_payment":
        key, field = "refund_of", "amount"  # the contradiction names the payment; what is wrong is its refund
    inside_company = part in {"average_cheque", "baseline"}
    rows = data["company"][part] if inside_company else data[part]
    index = max(number for number, row in enumerate(rows) if row.get(key) == found.id)
    where = f"{'company.' if inside_company else ''}{part}[{index}].{field}"
    return CaseError(where, WORDS[found.code].format(id=found.id, value=rows[index].get(field)))
