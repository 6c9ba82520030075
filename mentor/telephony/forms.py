"""The settings of a connection to a telephony: the shared fields, and the zone of its clock."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

from django import forms

from mentor.providers.forms import ConnectionForm, secret_field

__all__ = ["SettingsForm", "secret_field"]


class SettingsForm(ConnectionForm):
    """What every connection to a telephony has."""

    rare = ("time_zone", "allowed_addresses")
    time_zone = forms.CharField(
        label="Часовой пояс телефонии",
        max_length=64,
        initial="Europe/Moscow",
        help_text="В нём телефония передаёт время без смещения, например Europe/Moscow, Asia/Yekaterinburg.",
    )

    def clean_time_zone(self) -> str:
        name = str(self.cleaned_data["time_zone"]).strip()
        if name not in available_timezones():
            raise forms.ValidationError("Такого часового пояса нет. Пример: Europe/Moscow.")
        return ZoneInfo(name).key
