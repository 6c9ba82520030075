"""``manage.py database_sql``: what a database administrator runs once on an external PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from mentor.core.embedded_postgres.bootstrap import CLUSTER_ROLES, DATABASE_RIGHTS


class Command(BaseCommand):
    help = "Prints the SQL that makes roles and rights on an external PostgreSQL 18 with pgvector, for psql."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        lines = [
            "-- as superuser; then set passwords: \\password mentor_owner, \\password mentor_app",
            *(f"{statement};" for statement in CLUSTER_ROLES),
            "CREATE DATABASE mentor OWNER mentor_owner;",
            "\\connect mentor",
            *(f"{statement};" for statement in DATABASE_RIGHTS),
        ]
        self.stdout.write("\n".join(lines))
