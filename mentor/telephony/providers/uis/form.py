"""A key of the data API; events are signed by nothing but their address."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from mentor.telephony.forms import SettingsForm, secret_field

API = "https://dataapi.uiscom.ru/v2.0"
RECORDS = "https://app.uiscom.ru/system/media/talk"


class UisForm(SettingsForm):
    """CoMagic and Novofon speak the same under other names."""

    secrets: ClassVar[tuple[str, ...]] = ("access_token",)
    access_token = secret_field(
        "Ключ API", help_text="В кабинете: Администратор → Пользователи → «Доступ к Data API»."
    )
    api = forms.URLField(
        label="Адрес Data API",
        initial=API,
        max_length=200,
        assume_scheme="https",
        help_text="UIS: https://dataapi.uiscom.ru/v2.0, CoMagic: https://dataapi.comagic.ru/v2.0",
    )
    records = forms.URLField(
        label="Откуда скачиваются записи",
        initial=RECORDS,
        max_length=200,
        assume_scheme="https",
        help_text="UIS: https://app.uiscom.ru/system/media/talk, CoMagic: https://app.comagic.ru/system/media/talk",
    )
