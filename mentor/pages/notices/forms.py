"""What a person wants to be told, and what the company lets out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from django import forms

from mentor.companies.models import Member
from mentor.notifications.kinds import KINDS_OF_ROLE, Channel
from mentor.notifications.models import NoticeSettings
from mentor.notifications.queries import Wishes
from mentor.pages.setup.forms.fields import time_field


class ChoicesForm(forms.Form):
    """Kinds by way out, and own quiet hours: both times or neither."""

    telegram = forms.MultipleChoiceField(
        label="В Telegram", required=False, widget=forms.CheckboxSelectMultiple
    )
    mail = forms.MultipleChoiceField(label="Письмом", required=False, widget=forms.CheckboxSelectMultiple)
    quiet_from = time_field(label="Тишина с", required=False)
    quiet_to = time_field(
        label="до", required=False, help_text="Пусто — как в компании. Сообщения дождутся конца тишины."
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, member: Member, wishes: Wishes, **options: Any
    ) -> None:
        quiet = wishes.quiet or (None, None)
        initial = {
            "telegram": sorted(wishes.wanted[Channel.TELEGRAM]),
            "mail": sorted(wishes.wanted[Channel.MAIL]),
            "quiet_from": quiet[0],
            "quiet_to": quiet[1],
        }
        super().__init__(data, initial=initial, **options)
        for name in Channel:
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = [(str(kind), str(kind.label)) for kind in KINDS_OF_ROLE[member.role]]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        times = [found.get("quiet_from"), found.get("quiet_to")]
        if times.count(None) == 1 and not self.errors:
            self.add_error("quiet_to", "Укажите оба времени или оставьте оба пустыми.")
        return found

    @property
    def wanted(self) -> dict[Channel, list[str]]:
        return {each: self.cleaned_data[each] for each in Channel}

    @property
    def quiet(self) -> tuple[time, time] | None:
        begins, ends = self.cleaned_data["quiet_from"], self.cleaned_data["quiet_to"]
        return (begins, ends) if begins is not None and ends is not None else None


class CompanyNoticesForm(forms.Form):
    """The company's settings of messages."""

    quiet_from = time_field(label="Тишина с")
    quiet_to = time_field(
        label="Тишина до", help_text="По часовому поясу компании. Одинаковое время — тишины нет."
    )
    neglect_ignored_days = forms.IntegerField(
        label="Рекомендация без ответа, рабочих дней",
        min_value=1,
        max_value=60,
        help_text="Одна просроченная рекомендация, на которую столько дней никак не ответили, — саботаж. Обычно 3.",
    )
    personal_data = forms.BooleanField(
        label="Писать имена клиентов и цитаты в Telegram и письмах",
        required=False,
        help_text="Без этого наружу уходят только инициалы, этап и ссылка. Серверы Telegram — за пределами России.",
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, found: NoticeSettings) -> None:
        names = ("quiet_from", "quiet_to", "neglect_ignored_days", "personal_data")
        self.found = found
        super().__init__(data, initial={name: getattr(found, name) for name in names})

    def changes(self) -> dict[str, Any]:
        """What differs from the settings as they are."""
        return {
            name: value for name, value in self.cleaned_data.items() if value != getattr(self.found, name)
        }
