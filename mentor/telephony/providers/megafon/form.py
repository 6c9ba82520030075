"""Two keys: by ours the exchange knows us, by its own we know the exchange."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from mentor.telephony.forms import SettingsForm, secret_field


class MegafonForm(SettingsForm):
    """Every exchange has a server of its own."""

    secrets: ClassVar[tuple[str, ...]] = ("api_key", "crm_token")
    api = forms.URLField(
        label="Адрес вашей АТС",
        max_length=200,
        assume_scheme="https",
        help_text="Из раздела «Интеграция с CRM» → REST API, вида https://ваша-атс.megapbx.ru/crmapi/v1",
    )
    api_key = secret_field("Ключ для авторизации в АТС", help_text="Им мы обращаемся к вашей АТС.")
    crm_token = secret_field(
        "Ключ для авторизации в CRM", help_text="Его АТС присылает в каждом событии (crm_token)."
    )
