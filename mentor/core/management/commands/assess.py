"""``python manage.py assess IN OUT``: assess a folder of calls without a database."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from mentor.engines.doors.assess import run_assess


class Command(BaseCommand):
    """A thin door: everything is in ``mentor.engines.doors.assess``."""

    help = "Разобрать звонки из папки IN (companies/*.json, calls/*.json) и записать OUT/<id>.json"
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Two folders."""
        parser.add_argument("in_dir", type=Path, metavar="IN")
        parser.add_argument("out_dir", type=Path, metavar="OUT")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Exit status 0, or 2 where a file could not be used."""
        sys.exit(run_assess(options["in_dir"], options["out_dir"]))
