"""The system's number and its key: they sign requests; events are signed by nothing."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from mentor.telephony.forms import SettingsForm, secret_field

API = "https://sipuni.com/api"


class SipuniForm(SettingsForm):
    """What the statistics are asked with."""

    secrets: ClassVar[tuple[str, ...]] = ("secret",)
    user = forms.CharField(
        label="Номер в системе (user)", max_length=20, help_text="Шесть цифр, в кабинете: Настройки → API."
    )
    secret = secret_field("Ключ интеграции (secret)")
    api = forms.URLField(label="Адрес API", initial=API, max_length=200, assume_scheme="https")
