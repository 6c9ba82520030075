"""Where the files are, and what their names say."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from mentor.telephony.remote_form import SECRETS, RemoteForm

from .names import PatternError, patterns_of

FREEPBX = "out-{client}-{manager}-{date}-{time}-{id}{out}; in-{manager}-{client}-{date}-{time}-{id}{in}; "
FREEPBX += "external-{manager}-{client}-{date}-{time}-{id}{in}"


class SftpForm(RemoteForm):
    """The folder is looked through with everything below it."""

    secrets: ClassVar[tuple[str, ...]] = SECRETS
    recordings = forms.CharField(
        label="Папка на сервере",
        max_length=300,
        help_text="Например /home/mentor/records. Вложенные папки тоже читаются.",
    )
    names = forms.CharField(
        label="Что в имени файла",
        initial=FREEPBX,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Шаблоны через точку с запятой, без расширения: {date} 20261231, {time} 235959, {client}, {manager}, "
        "{id}, {direction} in или out, {any} — что угодно; {in} или {out} — пометка направления. Рядом с записью можно "
        "положить описание с тем же именем и .json — тогда имя не важно.",
    )

    def clean_names(self) -> str:
        text = str(self.cleaned_data["names"]).strip()
        try:
            patterns_of(text)
        except PatternError as error:
            raise forms.ValidationError(str(error)) from error
        return text
