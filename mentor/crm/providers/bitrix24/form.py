"""Two ways in: the address of an incoming webhook, which is a key itself, or an application that somebody logs in to.

The token tells the portal's events from others either way.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from mentor.providers.bitrix24 import APP, portal_address, webhook_address
from mentor.providers.forms import ConnectionForm, secret_field

NEEDED = {"webhook": ("rest",), APP: ("address", "client_id", "client_secret")}


class BitrixForm(ConnectionForm):
    """Everything is made in the portal's section for developers."""

    secrets: ClassVar[tuple[str, ...]] = ("rest", "client_secret", "application_token")
    way = forms.ChoiceField(
        label="Как mentor.ai входит на портал",
        choices=(("webhook", "Входящий вебхук"), (APP, "Приложение, вход администратора (OAuth)")),
        initial="webhook",
        required=False,
    )
    rest = secret_field(
        "Вебхук: его адрес",
        help_text="Вида https://портал.bitrix24.ru/rest/1/ключ/, права: CRM, диск, пользователи.",
        required=False,
    )
    address = forms.CharField(
        label="Приложение: адрес портала",
        max_length=200,
        required=False,
        help_text="Вида https://портал.bitrix24.ru.",
    )
    client_id = forms.CharField(
        label="Приложение: код", max_length=100, required=False, help_text="client_id, вида local.…"
    )
    client_secret = secret_field("Приложение: ключ", help_text="client_secret.", required=False)
    application_token = secret_field(
        "Токен исходящего вебхука",
        help_text="application_token. Без него события не принимаются, читаем раз в пять минут.",
        required=False,
    )

    def __init__(self, *args: Any, known: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, known=known, **kwargs)
        self._known = known

    def clean_way(self) -> str:
        return str(self.cleaned_data["way"] or "webhook")

    def clean_rest(self) -> str:
        return webhook_address(str(self.cleaned_data["rest"]))

    def clean_address(self) -> str:
        return portal_address(str(self.cleaned_data["address"]))

    def clean(self) -> dict[str, Any]:
        """Each way needs its own fields; a secret that is kept need not be typed again."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in NEEDED.get(str(cleaned.get("way")), ()):
            if not cleaned.get(name) and name not in self._known and name not in self.errors:
                self.add_error(name, "Обязательное поле.")
        return cleaned
