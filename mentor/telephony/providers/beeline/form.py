"""One key."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from mentor.telephony.forms import SettingsForm, secret_field

API = "https://cloudpbx.beeline.ru/apis/portal"


class BeelineForm(SettingsForm):
    """The address for events is told to Beeline by us, not by the customer."""

    secrets: ClassVar[tuple[str, ...]] = ("token",)
    token = secret_field("Токен API", help_text="В кабинете: Настройки → API → «Создать токен».")
    events = forms.BooleanField(
        label="Получать события звонков",
        initial=True,
        required=False,
        help_text="С ними видны и пропущенные звонки. Подписку оформляем и продлеваем сами; mentor.ai должен быть виден"
        " из интернета.",
    )
    api = forms.URLField(label="Адрес API", initial=API, max_length=200, assume_scheme="https")
