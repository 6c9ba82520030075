"""Key, secret and which of the two servers."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from mentor.telephony.forms import SettingsForm, secret_field

API = "https://api.zadarma.com"


class ZadarmaForm(SettingsForm):
    """Times come without an offset: in the time zone of the account."""

    secrets: ClassVar[tuple[str, ...]] = ("key", "secret")
    key = secret_field("Ключ (key)", help_text="В кабинете: Настройки → API и интеграции → Ключи и API.")
    secret = secret_field("Секрет (secret)")
    api = forms.URLField(
        label="Адрес API",
        initial=API,
        max_length=200,
        assume_scheme="https",
        help_text="Zadarma: https://api.zadarma.com, Novofon: https://api.novofon.com",
    )
