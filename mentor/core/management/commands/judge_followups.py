"""``python manage.py judge_followups IN OUT``: judge a folder of follow-ups without a database."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from mentor.engines.doors.families import FAMILIES, HELP, LOCAL, judge_of, say_unusable
from mentor.engines.doors.judge_followups import run_judge_followups
from mentor.engines.errors import EngineError


class Command(BaseCommand):
    """A thin door: everything is in ``mentor.engines.doors.judge_followups``."""

    help = "Проверить, применены ли рекомендации в повторных звонках IN/followups/*.json, и записать OUT/<id>.json"
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Two folders and a family of engines."""
        parser.add_argument("in_dir", type=Path, metavar="IN")
        parser.add_argument("out_dir", type=Path, metavar="OUT")
        parser.add_argument("--engine", choices=FAMILIES, default=LOCAL, help=HELP)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Exit status 0, or 2 where a file or a setting could not be used."""
        try:
            engine = judge_of(options["engine"], os.environ)
        except EngineError as error:
            sys.exit(say_unusable(error))
        sys.exit(run_judge_followups(options["in_dir"], options["out_dir"], engine=engine))
