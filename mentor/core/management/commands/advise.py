"""``python manage.py advise IN OUT [--only FILE]``: write recommendations for a folder of calls without a database."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from mentor.engines.doors.advise import run_advise
from mentor.engines.doors.families import FAMILIES, HELP, LOCAL, adviser_of, say_unusable
from mentor.engines.errors import EngineError


class Command(BaseCommand):
    """A thin door: everything is in ``mentor.engines.doors.advise``."""

    help = "Написать рекомендации по потерянным клиентам из папки IN и записать OUT/<id>.json"
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Two folders, which calls, and a family of engines."""
        parser.add_argument("in_dir", type=Path, metavar="IN")
        parser.add_argument("out_dir", type=Path, metavar="OUT")
        parser.add_argument("--engine", choices=FAMILIES, default=LOCAL, help=HELP)
        parser.add_argument("--only", type=Path, metavar="FILE", help="список звонков, по одному id в строке")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Exit status 0, or 2 where a file or a setting could not be used."""
        try:
            engine = adviser_of(options["engine"], os.environ)
        except EngineError as error:
            sys.exit(say_unusable(error))
        sys.exit(run_advise(options["in_dir"], options["out_dir"], only=options["only"], adviser=engine))
