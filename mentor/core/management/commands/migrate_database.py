"""``manage.py migrate_database``: run migrations as the owner role, which the product itself never logs in as."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from mentor.core.owner import as_owner


class Command(BaseCommand):
    help = "Brings the database's tables up to date as the owner role."

    def handle(self, *_args: Any, **options: Any) -> None:
        with as_owner():
            executor = MigrationExecutor(connection)
            plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
            if plan:
                self.stdout.write(f"Обновляю таблицы базы: шагов {len(plan)}…")
                call_command("migrate", interactive=False, verbosity=options["verbosity"] - 1)
