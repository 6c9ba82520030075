"""Fields that take numbers and dates the way people write them: «78 000,50 ₽», «12,4 %»."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms

from mentor.core.formats import THIN
from mentor.core.problems import Problem

_DECORATION = re.compile(r"[\s₽%\u00a0\u202f]+|руб(?:лей|ля|\.)?|р\.$", re.IGNORECASE)
NUMBER = {"invalid": "Введите число, например 78 000 или 12,4."}


class WrittenDecimal(forms.DecimalField):
    """A decimal with spaces, a comma and its unit, as people write it."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", NUMBER)
        super().__init__(**options)
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = _DECORATION.sub("", value).replace(",", ".")
        found: Decimal | None = super().to_python(value)
        if found is not None and not found.is_finite():
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != self.to_python(initial))
        except forms.ValidationError:
            return True


def written(value: Decimal) -> str:
    """`78 000,5`: thousands apart, no needless zeros."""
    text = f"{value.quantize(Decimal('0.0001'), rounding=ROUND_HALF_UP):,f}".rstrip("0").rstrip(".")
    return text.replace(",", THIN).replace(".", ",")


def day_field(**options: Any) -> forms.DateField:
    """A date with the browser's own calendar."""
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Укажите дату, например 12.10.2026."},
        **options,
    )


def time_field(**options: Any) -> forms.TimeField:
    """A time of day with the browser's own clock."""
    return forms.TimeField(
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Укажите время, например 09:00."},
        **options,
    )


def lines_of(text: str) -> list[str]:
    """Lines without blank ones and without marks of a list before them."""
    rows = (re.sub(r"^\s*(?:[-–—•*]|\d{1,2}[.)])\s+", "", line).strip() for line in text.splitlines())
    return [row for row in rows if row]


def show_problem(form: forms.BaseForm, problem: Problem) -> None:
    """Say a problem at its field, or above the form where the form has no such field."""
    form.add_error(problem.field if problem.field in form.fields else None, problem.detail)
