"""The address of an incoming webhook is a key itself; the token tells the portal's events from others."""

from __future__ import annotations

from typing import ClassVar

from mentor.providers.bitrix24 import webhook_address
from mentor.telephony.forms import SettingsForm, secret_field


class Bitrix24Form(SettingsForm):
    """Both are made in the section for developers."""

    secrets: ClassVar[tuple[str, ...]] = ("rest", "application_token")
    rest = secret_field(
        "Адрес входящего вебхука",
        help_text="Вида https://портал.bitrix24.ru/rest/1/ключ/, права: телефония, диск, пользователи.",
    )
    application_token = secret_field(
        "Токен исходящего вебхука", help_text="На портале — «Токен приложения» (application_token)."
    )

    def clean_rest(self) -> str:
        return webhook_address(str(self.cleaned_data["rest"]))
