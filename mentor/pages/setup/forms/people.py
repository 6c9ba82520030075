"""People: who they are, how telephony names them, how they get in."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from mentor.companies.models import Extension, Member, Role, User
from mentor.companies.people_actions import MemberFacts

LONGEST_EXTENSION = Extension._meta.get_field("value").max_length or 64


class PersonForm(forms.Form):
    """A person of the company. The acceptor's right is shown to heads alone."""

    name = forms.CharField(label="Имя и фамилия", max_length=150)
    role = forms.ChoiceField(
        label="Роль",
        choices=[
            (Role.MANAGER, "Менеджер — видит только свои звонки"),
            (Role.HEAD, "РОП — видит всю компанию"),
        ],
    )
    email = forms.EmailField(
        label="Эл. почта",
        required=False,
        max_length=254,
        help_text="По ней сотрудник входит. Телефония тоже может называть менеджера по почте.",
    )
    extensions = forms.CharField(
        label="Внутренние номера",
        required=False,
        max_length=500,
        help_text="Как телефония называет сотрудника: добавочный или код пользователя. Несколько — через запятую.",
    )
    is_acceptor = forms.BooleanField(
        label="Приёмщик",
        required=False,
        help_text="Ставит отметки приёмки от имени компании. Интегратор этого права получить не может.",
    )

    def __init__(self, *args: Any, for_head: bool, member: Member | None = None, **options: Any) -> None:
        if member is not None:
            options["initial"] = {
                "name": member.name,
                "role": member.role,
                "email": member.email,
                "extensions": ", ".join(sorted(each.value for each in member.extensions.all())),
                "is_acceptor": member.is_acceptor,
            }
        super().__init__(*args, **options)
        if not for_head:
            del self.fields["is_acceptor"]

    def clean_extensions(self) -> tuple[str, ...]:
        found = tuple(
            dict.fromkeys(part.strip() for part in re.split(r"[,;\n]+", self.cleaned_data["extensions"]))
        )
        for value in found:
            if len(value) > LONGEST_EXTENSION:
                raise forms.ValidationError(f"«{value[:20]}…» длиннее {LONGEST_EXTENSION} символов.")
        return tuple(value for value in found if value)

    def facts(self) -> MemberFacts:
        """What was typed, after validation."""
        return MemberFacts(
            name=self.cleaned_data["name"],
            role=self.cleaned_data["role"],
            email=self.cleaned_data["email"],
            extensions=self.cleaned_data["extensions"],
            is_acceptor=self.cleaned_data.get("is_acceptor"),
        )


class PasswordForm(forms.Form):
    """The first password, typed twice."""

    password = forms.CharField(
        label="Пароль",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Не короче 8 символов, не из самых частых и не похож на вашу почту.",
    )
    again = forms.CharField(
        label="Пароль ещё раз",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, member: Member, **options: Any) -> None:
        self.member = member
        super().__init__(*args, **options)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self.member.email, name=self.member.name))
        return password

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("password") and found.get("again") and found["password"] != found["again"]:
            self.add_error("again", "Пароли не совпадают.")
        return found
