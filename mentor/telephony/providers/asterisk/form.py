"""Where the exchange and its files are: its manager interface, and a folder here or on a server over SFTP."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms

from mentor.telephony.forms import secret_field
from mentor.telephony.remote_form import SECRETS, RemoteForm, address_of

_BEFORE = re.compile(
    r"(sha-?256)?( fingerprint)?[=:\s]*", re.IGNORECASE
)  # openssl writes it before the pairs
_PLAIN = re.compile(r"[\w.-]+(/[\w.-]+)*")


class AsteriskForm(RemoteForm):
    """Folders are relative to the company's own here, and as they are on a server that is named."""

    field_order = (
        "title",
        "ami",
        "ami_user",
        "ami_secret",
        "ami_tls",
        "ami_certificate",
        "cdr",
        "recordings",
        "extension_digits",
    )
    secrets: ClassVar[tuple[str, ...]] = ("ami_secret", *SECRETS)
    ami = forms.CharField(
        label="Адрес AMI",
        required=False,
        max_length=200,
        help_text="Звонки сразу по окончании: pbx.example.ru или 10.0.0.5:5038. Пусто — только журнал, раз в минуту.",
    )
    ami_user = forms.CharField(label="Пользователь AMI", required=False, max_length=100)
    ami_secret = secret_field("Пароль AMI", required=False)
    ami_tls = forms.ChoiceField(
        label="Шифрование AMI",
        required=False,
        choices=(("", "нет: только внутри своей сети или через VPN"), ("tls", "TLS, обычно порт 5039")),
    )
    ami_certificate = forms.CharField(
        label="Отпечаток сертификата АТС",
        required=False,
        max_length=120,
        help_text="Для своего, самоподписанного сертификата: SHA-256. Не знаете — оставьте пустым и нажмите «Проверить "
        "подключение»: покажем, что предъявила АТС.",
    )
    cdr = forms.CharField(
        label="Файл журнала CDR",
        initial="cdr-csv/Master.csv",
        required=False,
        max_length=200,
        help_text="По нему догоняем звонки после обрыва связи. Внутри папки компании или путь на сервере SFTP.",
    )
    recordings = forms.CharField(
        label="Папка записей",
        initial="monitor",
        max_length=200,
        help_text="Внутри папки компании или путь на сервере SFTP: /var/spool/asterisk/monitor. Без AMI в имени файла "
        "должен быть uniqueid звонка.",
    )
    extension_digits = forms.IntegerField(
        label="Цифр во внутреннем номере, не больше", initial=4, min_value=2, max_value=6
    )
    sftp = forms.CharField(
        label="Сервер SFTP с журналом и записями",
        required=False,
        max_length=200,
        help_text="Пусто — файлы лежат на сервере mentor.ai в папке компании.",
    )
    sftp_user = forms.CharField(label="Пользователь SFTP", required=False, max_length=100)

    def clean_ami(self) -> str:
        return address_of(str(self.cleaned_data["ami"]), "АТС")

    def clean_ami_certificate(self) -> str:
        text = _BEFORE.sub("", str(self.cleaned_data["ami_certificate"]).strip(), count=1)
        pairs = text.replace(":", "").replace(" ", "").upper()
        if pairs and not re.fullmatch(r"[0-9A-F]{64}", pairs):
            raise forms.ValidationError("Нужен отпечаток SHA-256: 32 пары знаков через двоеточие.")
        return ":".join(pairs[at : at + 2] for at in range(0, len(pairs), 2))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("cdr", "recordings"):
            if name in given:
                self._place(given, name)
        if given.get("ami_certificate") and not given.get("ami_tls"):
            self.add_error("ami_tls", "Отпечаток вписан, а шифрование не включено: выберите TLS.")
        if not given.get("ami") and not given.get("cdr") and "cdr" not in self.errors:
            self.add_error("cdr", "Нужен адрес AMI или файл журнала: иначе о звонках не узнать.")
        return given

    def _place(self, given: dict[str, Any], name: str) -> None:
        """Here a path that cannot lead out of the company's folder; on a server any without «..»."""
        remote = bool(given.get("sftp"))
        value = str(given[name]).strip()
        inner = value.strip("/")
        given[name] = value.rstrip("/") if remote else inner
        if inner and (not _PLAIN.fullmatch(inner) or ".." in inner.split("/")):
            self.add_error(name, "Нужен путь без «..» и пробелов: например monitor/2026.")
