"""Average cheque, baseline, and what the customer pays: the numbers that money is counted from."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms

from mentor.companies.models import FeeTerms

from .fields import WrittenDecimal, day_field

EARLIEST = date(2000, 1, 1)
PLACES = Decimal("0.00000001")


def _valid_from(value: date) -> date:
    if value < EARLIEST:
        raise forms.ValidationError("Дата раньше 2000 года: проверьте год.")
    return value


class ChequeForm(forms.Form):
    """Roubles, and the day from which they hold."""

    amount = WrittenDecimal(
        label="Средний чек, ₽",
        min_value=Decimal("0.01"),
        max_digits=14,
        decimal_places=2,
        error_messages={
            "min_value": "Чек должен быть больше нуля.",
            "invalid": "Введите сумму, например 78 000 или 78 000,50.",
        },
    )
    valid_from = day_field(label="Действует с", help_text="С 00:00 этого дня по времени компании.")

    def clean_valid_from(self) -> date:
        return _valid_from(self.cleaned_data["valid_from"])


class FeeForm(forms.Form):
    """What a month costs: a share of what it is taken of, from a contract."""

    percent = WrittenDecimal(
        label="Ставка, %",
        min_value=Decimal(0),
        max_value=100,
        max_digits=9,
        decimal_places=6,
        error_messages={"invalid": "Введите процент, например 10 или 12,5."},
    )
    base = forms.ChoiceField(label="С чего", choices=FeeTerms.Base.choices)
    source = forms.CharField(
        label="Откуда", max_length=300, help_text="Например: договор № 17 от 01.03.2026, пункт 4.2."
    )
    valid_from = day_field(
        label="Действует с", help_text="С первого месяца, который начинается в этот день или позже."
    )

    def clean_valid_from(self) -> date:
        return _valid_from(self.cleaned_data["valid_from"])


class BaselineForm(forms.Form):
    """Conversion without us: counted from leads and deals, or as a share whose counts are not known."""

    leads = forms.IntegerField(label="Лидов", required=False, min_value=1, max_value=100_000_000)
    deals = forms.IntegerField(label="Оплат", required=False, min_value=0, max_value=100_000_000)
    percent = WrittenDecimal(
        label="Или, %",
        required=False,
        min_value=Decimal(0),
        max_value=100,
        max_digits=9,
        decimal_places=6,
        help_text="Если известна только она. С лидами и сделками точнее: виден разброс.",
        error_messages={"invalid": "Введите процент, например 12 или 12,4."},
    )
    source = forms.CharField(
        label="Откуда взято",
        max_length=300,
        help_text="Например: CRM за март, 25 лидов и 3 оплаты. Без источника базу нельзя проверить.",
    )
    valid_from = day_field(label="Действует с", help_text="Обычно первый день работы с mentor.ai.")

    def clean_valid_from(self) -> date:
        return _valid_from(self.cleaned_data["valid_from"])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if {"leads", "deals", "percent"} & set(self.errors):
            return found
        leads, deals, percent = found.get("leads"), found.get("deals"), found.get("percent")
        if (leads is None) != (deals is None):
            missing = "leads" if leads is None else "deals"
            self.add_error(missing, "Укажите и лиды, и сделки — или оставьте оба поля пустыми.")
        elif leads is not None and deals is not None:
            self._from_counts(found, leads, deals, percent)
        elif percent is None:
            self.add_error("percent", "Укажите лиды и сделки или саму конверсию.")
        else:
            found["conversion"] = percent / 100
        return found

    def _from_counts(self, found: dict[str, Any], leads: int, deals: int, percent: Decimal | None) -> None:
        if deals > leads:
            self.add_error("deals", "Сделок больше, чем лидов: конверсия вышла бы больше 100 %.")
            return
        conversion = Decimal(deals) / leads
        if percent is not None and abs(conversion * 100 - percent) >= Decimal("0.05"):
            shown = f"{(conversion * 100).quantize(Decimal('0.01'), ROUND_HALF_UP)}".replace(".", ",")
            self.add_error(
                "percent", f"По лидам и сделкам выходит {shown} %. Исправьте или уберите одно из двух."
            )
            return
        found["conversion"] = conversion.quantize(PLACES, ROUND_HALF_UP)
