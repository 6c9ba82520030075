"""The address of an incoming webhook is a key itself; the token tells the portal's events from others."""

from __future__ import annotations

import re
from typing import ClassVar
from urllib.parse import urlsplit

from django import forms

from mentor.providers.forms import ConnectionForm, secret_field

_REST = re.compile(r"/rest/\d+/[^/]+")


class BitrixForm(ConnectionForm):
    """Both are made in the section for developers."""

    secrets: ClassVar[tuple[str, ...]] = ("rest", "application_token")
    rest = secret_field(
        "Адрес входящего вебхука",
        help_text="Вида https://портал.bitrix24.ru/rest/1/ключ/, права: CRM, диск, пользователи.",
    )
    application_token = secret_field(
        "Токен исходящего вебхука",
        help_text="application_token. Без него события не принимаются, читаем раз в пять минут.",
        required=False,
    )

    def clean_rest(self) -> str:
        """The address as far as the key: portals show it with a method at its end. Empty: as it was."""
        value = str(self.cleaned_data["rest"]).strip()
        try:
            parts = urlsplit(value)
        except ValueError:
            parts = urlsplit("")
        found = _REST.match(parts.path)
        if value and (parts.scheme not in ("https", "http") or not parts.hostname or found is None):
            raise forms.ValidationError("Нужен адрес вида https://портал.bitrix24.ru/rest/1/ключ/.")
        return f"{parts.scheme}://{parts.netloc}{found[0]}/" if found else ""
