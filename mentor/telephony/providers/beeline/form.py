"""One key."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from mentor.telephony.forms import SettingsForm, secret_field

API = "https://cloudpbx.beeline.ru/apis/portal"


class BeelineForm(SettingsForm):
    """Nothing is sent to us: calls are asked for."""

    secrets: ClassVar[tuple[str, ...]] = ("token",)
    token = secret_field("Токен API", help_text="В кабинете: Настройки → API → «Создать токен».")
    api = forms.URLField(label="Адрес API", initial=API, max_length=200, assume_scheme="https")
