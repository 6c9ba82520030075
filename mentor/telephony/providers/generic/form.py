"""Which field of the event means what."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from mentor.telephony.forms import SettingsForm, secret_field

# our fact → the name of the setting that holds the event's field
FIELDS = {
    "call_key": "field_call_key",
    "direction": "field_direction",
    "started_at": "field_started_at",
    "duration_s": "field_duration",
    "manager": "field_manager",
    "client_phone": "field_client",
    "missed": "field_missed",
    "recording": "field_recording",
    "ended": "field_ended",
}


def _field(label: str, initial: str, help_text: str = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, initial=initial, help_text=help_text, required=required, max_length=200
    )


class GenericForm(SettingsForm):
    """Fields are named as in the event; a dot leads into a nested object: ``data.call.id``."""

    secrets: ClassVar[tuple[str, ...]] = ("signature_key",)
    field_call_key = _field(
        "Поле с номером звонка", "call_id", "Вложенные поля — через точку: data.call.id", required=True
    )
    field_started_at = _field(
        "Поле с началом", "started_at", "ISO 8601, секунды Unix или 20261231T235959Z", required=True
    )
    field_direction = _field("Поле с направлением", "direction", required=True)
    words_in = _field(
        "Что значит «входящий»", "in, incoming, 1", "Через запятую; остальное — исходящий", required=True
    )
    field_duration = _field("Поле с длительностью", "duration", "Секунды или ЧЧ:ММ:СС")
    field_manager = _field("Поле с внутренним номером менеджера", "extension")
    field_client = _field("Поле с телефоном клиента", "phone", required=True)
    field_missed = _field("Поле, по которому видно пропущенный", "status")
    words_missed = _field("Что значит «пропущен»", "missed, no answer, busy, cancel, failed", "Через запятую")
    field_recording = _field("Поле со ссылкой на запись", "record_url")
    field_ended = _field("Поле с видом события", "", "Пусто, если событие приходит только после звонка")
    words_ended = _field("Что значит «звонок закончен»", "", "Через запятую")
    signature_header = _field(
        "Заголовок с подписью", "", "Если телефония подписывает события: HMAC-SHA256 от тела, hex"
    )
    signature_key = secret_field("Ключ подписи", required=False)
