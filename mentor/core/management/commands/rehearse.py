"""``python manage.py rehearse --company FILE --objection N --level 1..3``: talk with the virtual client by text."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from mentor.engines.doors.rehearse import Wanted, run_rehearse


class Command(BaseCommand):
    """A thin door: everything is in ``mentor.engines.doors.rehearse``."""

    help = "Тренировка с виртуальным клиентом: реплика менеджера — строка ввода, ответ — строка вывода; /end — конец"
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The company's file, its objection, the level; what the manager is weak at and the seed if wanted."""
        parser.add_argument("--company", type=Path, required=True, metavar="FILE", help="JSON компании")
        parser.add_argument("--objection", type=int, required=True, metavar="N", help="номер возражения, с 1")
        parser.add_argument("--level", type=int, default=1, metavar="1..3", help="жёсткость клиента")
        parser.add_argument("--weak", metavar="STAGE", help="слабый этап: код (greeting …) или номер 1–5")
        parser.add_argument(
            "--seed", type=int, default=0, help="то же зерно и те же реплики — тот же разговор"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Exit status 0, or 2 where an argument or the file cannot be used."""
        wanted = Wanted(
            options["company"], options["objection"], options["level"], options["weak"], options["seed"]
        )
        try:
            sys.exit(run_rehearse(wanted, sys.stdin, sys.stdout, sys.stderr))
        except BrokenPipeError:  # who listened has gone; nobody is left to be told
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
