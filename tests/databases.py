"""Test databases: migrations run once for a set of migration files, every test process copies the result."""

from __future__ import annotations

import hashlib

import psycopg
from psycopg import sql

from mentor.core.embedded_postgres import server
from mentor.core.embedded_postgres.address import embedded_url
from tests.bootstrap import DATA_DIR, ROOT

_LOCK = 4_817_201


def _template_name() -> str:
    """Names the template after what made it: migrations, their operations, the cluster's rights."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "mentor").rglob("migrations/*.py")):
        digest.update(path.read_bytes())
    for name in ("mentor/core/row_security.py", "mentor/core/embedded_postgres/bootstrap.py"):
        digest.update((ROOT / name).read_bytes())
    return f"mentor_template_{digest.hexdigest()[:12]}"


def copy_of_template(name: str) -> None:
    """Create database ``name`` as a copy of the migrated template, making the template first where it is missing."""
    template = _template_name()
    with psycopg.connect(embedded_url(DATA_DIR, "superuser", "postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone()
        if not known:
            _make_template(connection, template)
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER mentor_owner TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )


def _make_template(connection: psycopg.Connection[tuple[object, ...]], template: str) -> None:
    from django.core.management import call_command
    from django.db import connections

    from mentor.core.owner import as_owner

    draft = f"{template}_draft"
    server.drop_database(DATA_DIR, draft)
    server.create_database(DATA_DIR, draft)
    with as_owner(NAME=draft):
        call_command("migrate", interactive=False, verbosity=0)
        with connections["default"].cursor() as cursor:
            # Tests of committed transactions empty the tables afterwards; the product itself never may.
            cursor.execute("GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO mentor_app")
            cursor.execute("GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO mentor_app")
    connection.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(template))
    )
