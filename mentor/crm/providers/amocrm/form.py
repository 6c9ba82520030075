"""Where the account lives, and the integration that its administrator made for us."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlsplit

from django import forms

from mentor.crm.paid_day import paid_field
from mentor.providers.forms import ConnectionForm, secret_field


class AmoForm(ConnectionForm):
    """The integration's id is no secret; its key is."""

    secrets: ClassVar[tuple[str, ...]] = ("client_secret",)
    address = forms.CharField(
        label="Адрес аккаунта", max_length=200, help_text="Вида https://firma.amocrm.ru, без продолжения."
    )
    client_id = forms.CharField(
        label="ID интеграции", max_length=100, help_text="«Ключи и доступы» интеграции в amoCRM."
    )
    client_secret = secret_field("Секретный ключ", help_text="Там же.")

    paid_field = paid_field("Название или номер поля сделки типа «Дата». Пусто — день закрытия сделки.")

    def clean_address(self) -> str:
        parts = urlsplit(str(self.cleaned_data["address"]).strip())
        if parts.scheme not in ("https", "http") or not parts.hostname:
            raise forms.ValidationError("Нужен адрес вида https://firma.amocrm.ru.")
        return f"{parts.scheme}://{parts.netloc}"
