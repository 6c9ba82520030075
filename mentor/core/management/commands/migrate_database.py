"""``manage.py migrate_database``: run migrations as the owner role, which the product itself never logs in as."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from mentor.core.owner import as_owner


class Command(BaseCommand):
    help = "Brings the database's tables up to date as the owner role."

    def handle(self, *_args: Any, **options: Any) -> None:
        with as_owner():
            call_command("migrate", interactive=False, verbosity=options["verbosity"])
