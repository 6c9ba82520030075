"""One key, and which numbers are the company's own: by them a call is known as incoming or outgoing."""

from __future__ import annotations

import re
from typing import ClassVar

from django import forms

from mentor.telephony.forms import SettingsForm, secret_field

API = "https://api.exolve.ru"


class ExolveForm(SettingsForm):
    """Events are signed by nothing: the secret address alone says whose they are."""

    secrets: ClassVar[tuple[str, ...]] = ("api_key",)
    api_key = secret_field(
        "API-ключ приложения", help_text="В кабинете разработчика: приложение → «API-ключ»."
    )
    own_numbers = forms.CharField(
        label="Свои номера и SIP ID",
        max_length=2000,
        help_text="Через запятую: 79581234567, 883140000000001. SIP ID менеджера — и ему, во «Внутренние номера».",
    )
    api = forms.URLField(label="Адрес API", initial=API, max_length=200, assume_scheme="https")

    def clean_own_numbers(self) -> str:
        found = [
            re.sub(r"\D", "", each) for each in re.split(r"[,;\s]+", str(self.cleaned_data["own_numbers"]))
        ]
        if not any(found):
            raise forms.ValidationError("Нужен хотя бы один номер или SIP ID.")
        return ", ".join(each for each in found if each)
