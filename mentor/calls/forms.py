"""Forms of the upload page. They only gather; what is right is decided by the payload, as at every door."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from .batch_csv import moment_text
from .models import Direction, Purpose
from .payload_errors import FieldError

SOURCE = "upload"
# Paths of the payload as the fields they came from; what is not here concerns the form as a whole.
_FIELDS = {
    "started_at": "started_at",
    "direction": "direction",
    "purpose": "purpose",
    "manager": "manager",
    "manager.extension": "manager",
    "manager.email": "manager",
    "client.phone": "phone",
    "client.name": "name",
    "recording": "recording",
}


def _purpose() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Назначение",
        choices=Purpose.choices,
        initial=Purpose.LIVE,
        help_text="Рабочие звонки считаются в показателях; архив — без уведомлений; эталоны и учебные — нигде.",
    )


class OneCallForm(forms.Form):
    """One recording and what is known of its call."""

    recording = forms.FileField(
        label="Запись разговора", help_text="wav, mp3, ogg, opus, m4a, amr, gsm…", allow_empty_file=True
    )
    manager = forms.ChoiceField(
        label="Менеджер", help_text="Нет в списке? Задайте ему номер или почту в «Людях»."
    )
    direction = forms.ChoiceField(label="Направление", choices=Direction.choices)
    started_at = forms.CharField(
        label="Начало",
        help_text="По времени компании.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    phone = forms.CharField(
        label="Телефон клиента", required=False, max_length=64, help_text="Пусто, если номер скрыт."
    )
    name = forms.CharField(label="Имя клиента", required=False, max_length=200)
    purpose = _purpose()

    def __init__(self, *args: Any, managers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """``managers``: pairs of ``extension:101`` or ``email:a@b.ru`` and the person's name."""
        super().__init__(*args, **kwargs)
        field = self.fields["manager"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Выберите"), *managers]

    def payload(self, *, zone: ZoneInfo, source_call_id: str, duration_s: float) -> bytes:
        """The call's JSON, from a valid form."""
        data = self.cleaned_data
        kind, _, value = data["manager"].partition(":")
        call = {
            "source": SOURCE,
            "source_call_id": source_call_id,
            "direction": data["direction"],
            "started_at": moment_text(data["started_at"], zone),
            "duration_s": duration_s,
            "manager": {kind: value},
            "client": {"phone": data["phone"] or None, "name": data["name"] or None},
            "purpose": data["purpose"],
        }
        return json.dumps(call, ensure_ascii=False).encode()

    def refuse(self, errors: Sequence[FieldError]) -> None:
        """Put the door's refusals beside the fields they are about."""
        for error in errors:
            self.add_error(_FIELDS.get(error.field), error.detail)


class ArchiveForm(forms.Form):
    """A ZIP with recordings and the table that describes them."""

    archive = forms.FileField(label="ZIP с записями и CSV", allow_empty_file=True)
    purpose = _purpose()
