"""The settings of a connection. A provider's form names its own fields; those in ``secrets`` are sealed."""

from __future__ import annotations

import ipaddress
from typing import Any, ClassVar, TypedDict

from django import forms

SAVED = "Сохранён и скрыт. Оставьте пустым, чтобы не менять."


def secret_field(label: str, *, help_text: str = "", required: bool = True) -> forms.CharField:
    """A field whose value is never shown again."""
    return forms.CharField(
        label=label,
        max_length=500,
        required=required,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}, render_value=False),
    )


class Said(TypedDict):
    """What a form of a connection said, as the rooms' writes take it."""

    title: str
    plain: dict[str, str]
    given: dict[str, str]
    allowed: list[str]


class ConnectionForm(forms.Form):
    """What every connection has; ``known`` names the secrets that are there already.

    ``rare``: fields that few people change, which stand last.
    """

    secrets: ClassVar[tuple[str, ...]] = ()
    rare: ClassVar[tuple[str, ...]] = ("allowed_addresses",)
    title = forms.CharField(
        label="Название", max_length=100, help_text="Как узнаете это подключение в списке."
    )
    allowed_addresses = forms.CharField(
        label="Откуда принимать события",
        required=False,
        max_length=1000,
        help_text="Адреса или сети через запятую. Пусто — отовсюду, кто знает секретный адрес.",
    )

    def __init__(self, *args: Any, known: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.secrets:
            if name in known:
                self.fields[name].required = False
                self.fields[name].help_text = SAVED
        for name in self.rare:
            self.fields[name] = self.fields.pop(name)

    def clean_allowed_addresses(self) -> list[str]:
        found = []
        for each in str(self.cleaned_data["allowed_addresses"]).replace("\n", ",").split(","):
            if not each.strip():
                continue
            try:
                found.append(str(ipaddress.ip_network(each.strip(), strict=False)))
            except ValueError:
                raise forms.ValidationError(f"«{each.strip()}» — не адрес и не сеть.") from None
        return found

    def plain(self) -> dict[str, str]:
        """Settings that are no secrets."""
        apart = {"title", "allowed_addresses", *self.secrets}
        return {name: str(value) for name, value in self.cleaned_data.items() if name not in apart}

    def given_secrets(self) -> dict[str, str]:
        """Secrets that were typed in now."""
        return {name: self.cleaned_data[name] for name in self.secrets if self.cleaned_data.get(name)}

    def said(self) -> Said:
        """Of a valid form: its title, plain settings, typed-in secrets and networks."""
        return {
            "title": self.cleaned_data["title"],
            "plain": self.plain(),
            "given": self.given_secrets(),
            "allowed": self.cleaned_data["allowed_addresses"],
        }
