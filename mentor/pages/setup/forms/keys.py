"""Keys of the public API."""

from __future__ import annotations

from django import forms


class KeyForm(forms.Form):
    """What a key is for."""

    name = forms.CharField(
        label="Для чего ключ",
        max_length=100,
        help_text="Например: АТС в офисе. По имени узнаете, какой ключ отозвать.",
    )
