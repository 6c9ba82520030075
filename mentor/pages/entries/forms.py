"""Forms of entries: what a lead, a payment, a refund and a receipt say. Moments are of the company's time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from mentor.clients.models import Deal, EntryKind, Payment
from mentor.clients.phones import e164
from mentor.companies import queries as companies
from mentor.companies.models import Member
from mentor.pages.setup.forms.fields import WrittenDecimal
from mentor.pipeline.ledger.entries import EARLIEST

FIGURE = {
    "min_value": "Сумма должна быть больше нуля.",
    "invalid": "Введите сумму, например 78 000 или 78 000,50.",
}


def sent(request: HttpRequest) -> dict[str, Any]:
    """Arguments of a form that is shown on GET and judged on POST, an empty one too."""
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}


def amount_field(label: str = "Сумма, ₽", **options: Any) -> WrittenDecimal:
    """Roubles with kopecks."""
    return WrittenDecimal(
        label=label,
        min_value=Decimal("0.01"),
        max_digits=14,
        decimal_places=2,
        error_messages=FIGURE,
        **options,
    )


def moment_field(label: str) -> forms.DateTimeField:
    """A local date and time; a form binds it to the company's zone."""
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M"],
        error_messages={"invalid": "Укажите дату и время, например 02.03.2026 14:20."},
    )


def manager_field() -> forms.ModelChoiceField[Member]:
    """A manager of the company, or nobody known."""
    return forms.ModelChoiceField(
        companies.every_manager(), label="Менеджер", required=False, empty_label="Не определён"
    )


def past(value: datetime) -> datetime:
    """Not in the future, not before 2000. A minute that has begun is over."""
    now = timezone.now()
    if value < EARLIEST:
        raise forms.ValidationError("Дата раньше 2000 года: проверьте год.")
    if value > now and value.replace(second=0, microsecond=0) > now:
        raise forms.ValidationError("Дата в будущем: оплата записывается, когда она уже была.")
    return min(value, now)


class _Local(forms.Form):
    """Moments are read in the zone that the request works in: the company's."""

    def __init__(self, *args: Any, zone: ZoneInfo, **options: Any) -> None:
        self.zone = zone
        super().__init__(*args, **options)


class _Buyer(_Local):
    """A client by phone, with whom it belongs to."""

    phone = forms.CharField(label="Телефон клиента", max_length=40)
    name = forms.CharField(label="Имя клиента", max_length=200, required=False)
    manager = manager_field()
    external_id = forms.CharField(
        label="Номер в CRM",
        max_length=100,
        help_text="По нему запись можно проверить, и он не даст ввести её дважды.",
    )

    def clean_phone(self) -> str:
        found = e164(self.cleaned_data["phone"])
        if found is None:
            raise forms.ValidationError("Введите номер целиком, например +7 912 345-67-89.")
        return found


class LeadForm(_Buyer):
    """A lead of the CRM."""

    created_at = moment_field("Когда появился")
    field_order = ("phone", "name", "created_at", "external_id", "manager")

    def clean_created_at(self) -> datetime:
        return past(self.cleaned_data["created_at"])


class DealForm(_Buyer):
    """A deal before it is paid."""

    title = forms.CharField(label="Что продаём", max_length=200, required=False)
    field_order = ("phone", "name", "title", "external_id", "manager")


class PaymentForm(_Buyer):
    """A payment that the customer's CRM or books know."""

    amount = amount_field()
    paid_at = moment_field("Когда оплачено")
    deal = forms.CharField(
        label="Номер сделки в CRM",
        max_length=100,
        required=False,
        help_text="Пусто — отдельная сделка. Вторая оплата той же сделки называет её номер.",
    )
    field_order = ("amount", "paid_at", "phone", "name", "deal", "external_id", "manager")

    def clean_paid_at(self) -> datetime:
        return past(self.cleaned_data["paid_at"])


class RefundForm(_Local):
    """Money given back."""

    amount = amount_field("Сколько вернули, ₽")
    paid_at = moment_field("Когда вернули")
    external_id = forms.CharField(label="Номер возврата в CRM", max_length=100, required=False)
    reason = forms.CharField(label="Почему", max_length=300, required=False)

    def clean_paid_at(self) -> datetime:
        return past(self.cleaned_data["paid_at"])


class CorrectionForm(_Local):
    """What really stands instead of a mistake; nothing where there was no payment at all."""

    amount = amount_field("Как правильно, ₽", required=False, help_text="Пусто — такой оплаты не было вовсе.")
    paid_at = moment_field("Когда оплачено на самом деле")
    reason = forms.CharField(label="В чём ошибка", max_length=300)

    def clean_paid_at(self) -> datetime:
        return past(self.cleaned_data["paid_at"])


class ReceiptForm(_Local):
    """A receipt as the person who attaches it reads it."""

    file = forms.FileField(label="Чек")
    amount = amount_field()
    paid_at = moment_field("Когда оплачено")
    number = forms.CharField(
        label="Номер чека", max_length=100, required=False, help_text="Как напечатан: так видны повторы."
    )
    about = forms.ChoiceField(label="К чему относится", required=False)
    manager = manager_field()

    def __init__(
        self, *args: Any, deals: Sequence[Deal], payments: Sequence[Payment], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.deals = {f"deal:{each.pk}": each for each in deals}
        self.payments = {f"refund:{each.pk}": each for each in payments}
        field = self.fields["about"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "Новая сделка"),
            *((key, f"Сделка «{each}»") for key, each in self.deals.items()),
            *(
                (
                    key,
                    f"Возврат оплаты {each.amount:.2f} ₽ от {timezone.localtime(each.paid_at, self.zone):%d.%m.%Y}",
                )
                for key, each in self.payments.items()
            ),
        ]

    def clean_paid_at(self) -> datetime:
        return past(self.cleaned_data["paid_at"])


class CheckForm(forms.Form):
    """Confirmation asks for each of the three things by itself."""

    amount = forms.BooleanField(label="Сумма на чеке та же")
    paid_at = forms.BooleanField(label="Дата на чеке та же")
    client = forms.BooleanField(label="Чек этого клиента")


class RejectForm(forms.Form):
    """Why a receipt proves nothing."""

    reason = forms.CharField(label="Почему", max_length=300)


class TableForm(forms.Form):
    """A table of one kind of entries."""

    kind = forms.ChoiceField(label="Что в таблице", choices=EntryKind.choices)
    table = forms.FileField(label="Таблица")
