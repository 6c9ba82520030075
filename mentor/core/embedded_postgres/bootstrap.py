"""Roles and rights that mentor.ai needs in a PostgreSQL cluster.

The same statements serve the embedded server, an external one (``manage.py database_sql`` prints them) and tests.

* ``mentor_owner`` owns the tables and runs migrations;
* ``mentor_app`` is what web and worker log in as: no BYPASSRLS, so row-level security holds for it;
* ``mentor_lookup`` cannot log in: it owns the few SECURITY DEFINER functions that find a company's id before a
  company is chosen, and may read nothing but the columns granted to it.
"""

from __future__ import annotations

from psycopg import sql

CLUSTER_ROLES = (
    "CREATE ROLE mentor_lookup NOLOGIN NOSUPERUSER NOBYPASSRLS",
    "CREATE ROLE mentor_owner LOGIN NOSUPERUSER NOBYPASSRLS CREATEDB",
    "CREATE ROLE mentor_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB",
    "GRANT mentor_lookup TO mentor_owner",
)

DATABASE_RIGHTS = (
    "CREATE EXTENSION IF NOT EXISTS vector",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE, CREATE ON SCHEMA public TO mentor_owner",
    "GRANT USAGE ON SCHEMA public TO mentor_app, mentor_lookup",
    "CREATE SCHEMA IF NOT EXISTS lookup AUTHORIZATION mentor_owner",
    "GRANT USAGE, CREATE ON SCHEMA lookup TO mentor_lookup",
    "GRANT USAGE ON SCHEMA lookup TO mentor_app",
    "ALTER DEFAULT PRIVILEGES FOR ROLE mentor_owner IN SCHEMA public "
    "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO mentor_app",
    "ALTER DEFAULT PRIVILEGES FOR ROLE mentor_owner IN SCHEMA public "
    "GRANT USAGE, SELECT ON SEQUENCES TO mentor_app",
)


def password_statement(role: str, password: str) -> sql.Composed:
    """``ALTER ROLE … PASSWORD …`` with both parts quoted by the driver."""
    return sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))
