"""Two ways in: the address of an incoming webhook, which is a key itself, or an application that somebody logs in to.

The token tells the portal's events from others either way.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms

from mentor.crm.paid_day import paid_field
from mentor.providers.bitrix24 import APP, portal_address, webhook_address
from mentor.providers.forms import ConnectionForm, secret_field

_FIELD = re.compile(r"UF_[A-Z0-9_]{1,60}")
NEEDED = {"webhook": ("rest",), APP: ("address", "client_id", "client_secret")}


class BitrixForm(ConnectionForm):
    """Everything is made in the portal's section for developers. Fields of the other way are hidden by ``data-way``."""

    secrets: ClassVar[tuple[str, ...]] = ("rest", "client_secret", "application_token")
    use_required_attribute = False  # a browser would ask for fields of the way that was not chosen
    way = forms.ChoiceField(
        label="Как mentor.ai входит на портал",
        choices=(
            ("webhook", "Входящий вебхук"),
            (APP, "Приложение (OAuth)"),
        ),
        initial="webhook",
    )
    rest = secret_field(
        "Адрес входящего вебхука",
        help_text="Вида https://портал.bitrix24.ru/rest/1/ключ/, права: CRM, диск, пользователи.",
    )
    address = forms.CharField(
        label="Адрес портала", max_length=200, help_text="Вида https://портал.bitrix24.ru, без продолжения."
    )
    client_id = forms.CharField(
        label="Код приложения", max_length=100, help_text="client_id из карточки локального приложения."
    )
    client_secret = secret_field("Ключ приложения", help_text="client_secret, там же.")
    counts = forms.ChoiceField(
        label="Что считать оплатой",
        choices=(
            ("deal", "Сделку целиком"),
            ("parts", "Оплаты внутри сделки"),
        ),
        initial="deal",
        required=False,
        help_text="Целиком — когда она в оплаченной стадии. При смене прежние деньги снимаются: дважды не считаются.",
    )
    paid_field = paid_field("Код поля сделки вида UF_CRM_1746431727372. Пусто — день перехода в стадию.")
    application_token = secret_field(
        "Токен исходящего вебхука",
        help_text="application_token. Без него события не принимаются, читаем раз в пять минут.",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for way, names in NEEDED.items():
            for name in names:
                self.fields[name].widget.attrs["data-way"] = way
                if self.is_bound and way != self._way():
                    self.fields[name].required = False
        for name in ("way", "counts"):  # who names none keeps what was usual before there was a choice
            self.fields[name].required = not self.is_bound or name in self.data

    def _way(self) -> str:
        """Who names none comes by a webhook."""
        return str(self.data.get("way") or "webhook")

    def clean_way(self) -> str:
        return self._way()

    def clean_rest(self) -> str:
        return webhook_address(str(self.cleaned_data["rest"]))

    def clean_paid_field(self) -> str:
        code = str(self.cleaned_data["paid_field"]).strip().upper()
        if code and not _FIELD.fullmatch(code):
            raise forms.ValidationError("Нужен код поля вида UF_CRM_1746431727372.")
        return code

    def clean_address(self) -> str:
        return portal_address(str(self.cleaned_data["address"]))
