"""``python manage.py judge_followups IN OUT``: judge a folder of follow-ups without a database."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from mentor.engines.doors.judge_followups import run_judge_followups


class Command(BaseCommand):
    """A thin door: everything is in ``mentor.engines.doors.judge_followups``."""

    help = "Проверить, применены ли рекомендации в повторных звонках IN/followups/*.json, и записать OUT/<id>.json"
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Two folders."""
        parser.add_argument("in_dir", type=Path, metavar="IN")
        parser.add_argument("out_dir", type=Path, metavar="OUT")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Exit status 0, or 2 where a file could not be used."""
        sys.exit(run_judge_followups(options["in_dir"], options["out_dir"]))
