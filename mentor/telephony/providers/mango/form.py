"""The two keys of the API connector."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from mentor.telephony.forms import SettingsForm, secret_field

API = "https://app.mango-office.ru/vpbx"


class MangoForm(SettingsForm):
    """Both keys sign every request and every event."""

    secrets: ClassVar[tuple[str, ...]] = ("api_key", "api_salt")
    api_key = secret_field("Уникальный код вашей АТС", help_text="В кабинете: Интеграции → API Коннектор.")
    api_salt = secret_field("Ключ для создания подписи")
    api = forms.URLField(
        label="Адрес API",
        initial=API,
        max_length=200,
        assume_scheme="https",
        help_text="Обычно менять не нужно.",
    )
