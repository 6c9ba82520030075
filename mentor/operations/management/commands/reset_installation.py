"""``manage.py reset_installation``: delete everything in the data folder, after asking."""

from __future__ import annotations

import shutil
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mentor.core.embedded_postgres import server

from .serve import only_one


class Command(BaseCommand):
    help = "Deletes the embedded database, recordings and log-ins of this installation."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *_args: Any, **options: Any) -> None:
        folder = settings.DATA_DIR
        if not options["yes"]:
            self.stdout.write(
                f"Будет удалено всё в папке {folder}: база, записи звонков, входы. Вернуть нельзя."
            )
            try:
                answer = input("Напишите «да», чтобы удалить: ")
            except EOFError:
                answer = ""
            if answer.strip().lower() not in ("да", "yes"):
                raise CommandError("Ничего не удалено.")
        folder.mkdir(parents=True, exist_ok=True)
        lock = only_one(folder)
        server.remove(folder)
        shutil.rmtree(folder)
        lock.close()
        self.stdout.write("Удалено. make run создаст демонстрацию заново.")
