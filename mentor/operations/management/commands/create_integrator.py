"""``manage.py create_integrator EMAIL NAME``: the first log-in of our staff on a new installation."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from mentor.companies.actions import make_integrator
from mentor.companies.models import User


class Command(BaseCommand):
    help = "Creates a log-in of an integrator; the password is asked for, or read from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *_args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        try:
            validate_email(email)
            if User.objects.filter(email=email).exists():
                raise CommandError(f"С почтой {email} уже входят.")
            password = (
                getpass.getpass("Пароль: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
            )
            validate_password(password, User(email=email, name=options["name"]))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        make_integrator(email=email, password=password, name=options["name"])
        self.stdout.write(f"Готово: {email} может войти и создать компанию.")
