"""Where the exchange's files lie: always below the company's own folder, never anywhere else on the server."""

from __future__ import annotations

import re

from django import forms

from mentor.telephony.forms import SettingsForm

_PLAIN = re.compile(r"[\w.-]+(/[\w.-]+)*")


class AsteriskForm(SettingsForm):
    """Names are relative to the company's folder."""

    cdr = forms.CharField(
        label="Файл журнала",
        initial="cdr-csv/Master.csv",
        max_length=200,
        help_text="Внутри папки компании на сервере mentor.ai",
    )
    recordings = forms.CharField(
        label="Папка записей",
        initial="monitor",
        max_length=200,
        help_text="В имени файла должен быть uniqueid звонка",
    )
    extension_digits = forms.IntegerField(
        label="Цифр во внутреннем номере, не больше", initial=4, min_value=2, max_value=6
    )

    def clean_cdr(self) -> str:
        return self._inside("cdr")

    def clean_recordings(self) -> str:
        return self._inside("recordings")

    def _inside(self, name: str) -> str:
        """A path that cannot lead out of the folder."""
        value = str(self.cleaned_data[name]).strip().strip("/")
        if not _PLAIN.fullmatch(value) or ".." in value.split("/"):
            raise forms.ValidationError("Нужен путь внутри папки компании, без «..»: например monitor/2026.")
        return value
