"""``python manage.py figures CASE.json``: the figures of one case, without a database."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from mentor.analytics.doors.figures import run_figures


class Command(BaseCommand):
    """A thin door: everything is in ``mentor.analytics.doors.figures``."""

    help = "Посчитать конверсию, рост, деньги и оплату по случаю из файла CASE.json"
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One file."""
        parser.add_argument("case", type=Path, metavar="CASE.json")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Exit status 0, or 2 where the case cannot be counted."""
        sys.exit(run_figures(options["case"]))
