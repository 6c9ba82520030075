"""Fields of a server that files are fetched from over SFTP."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms

from .forms import SettingsForm, secret_field

SECRETS = ("sftp_password", "sftp_key")
_ADDRESS = re.compile(r"[\w.-]+(:\d{1,5})?|\[[0-9a-fA-F:]+\](:\d{1,5})?")
_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}=?")


class ClosedText(forms.Textarea):
    """What was typed in is not written into the page again."""

    def format_value(self, value: Any) -> str | None:  # noqa: ARG002 - Django's signature
        return None


def address_of(value: str, what: str) -> str:
    """``host`` or ``host:port``; raises ``ValidationError``."""
    text = value.strip()
    if text and not _ADDRESS.fullmatch(text):
        raise forms.ValidationError(f"Нужен адрес {what}: имя или IP, можно с портом — pbx.example.ru:2222.")
    return text


class RemoteForm(SettingsForm):
    """``sftp`` is the server; where it is empty, files lie on this one."""

    secrets: ClassVar[tuple[str, ...]] = SECRETS
    allowed_addresses = forms.CharField(required=False, widget=forms.HiddenInput)  # nothing is sent to us
    sftp = forms.CharField(
        label="Сервер SFTP", max_length=200, help_text="Имя или IP, можно с портом: files.example.ru:2222"
    )
    sftp_user = forms.CharField(label="Пользователь SFTP", max_length=100)
    sftp_password = secret_field(
        "Пароль SFTP", required=False, help_text="Пароль или ключ: достаточно одного."
    )
    sftp_key = forms.CharField(
        label="Закрытый ключ SSH",
        required=False,
        max_length=8000,
        widget=ClosedText(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        help_text="Файл ключа целиком, без пароля на нём. Хранится зашифрованным и не показывается.",
    )
    sftp_host_key = forms.CharField(
        label="Отпечаток ключа сервера",
        required=False,
        max_length=60,
        help_text="SHA256:…; если не знаете, оставьте пустым и нажмите «Проверить подключение»: покажем, что предъявил "
        "сервер. Пока он не вписан, ничего не передаётся.",
    )

    def clean_sftp(self) -> str:
        return address_of(str(self.cleaned_data["sftp"]), "сервера")

    def clean_sftp_host_key(self) -> str:
        text = str(self.cleaned_data["sftp_host_key"]).strip().rstrip("=")
        if text and not _FINGERPRINT.fullmatch(text):
            raise forms.ValidationError("Нужен отпечаток вида SHA256:… (43 знака после двоеточия).")
        return text
