"""What PostgreSQL's own catalogue says of tables, policies, rights and functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import dict_row

TENANT_COLUMN = "company_id"
TENANTS = "companies_company"
CURRENT = "(NULLIF(current_setting('app.company_id'::text, true), ''::text))::bigint"

# Tables without a company, each with the reason why its rows may be seen whatever company is in scope.
SHARED = {
    "account_emailaddress": "log-in: an address of a person, found before a company is known",
    "account_emailconfirmation": "log-in: keys of addresses",
    "auth_group": "Django's own, empty: rights follow the member's role",
    "auth_group_permissions": "Django's own, empty",
    "auth_permission": "Django's own: names of models",
    "companies_user": "log-in: a person is found by e-mail before a company is known; holds no company data",
    "django_content_type": "Django's own: names of models",
    "django_migrations": "Django's own: names of migrations",
    "django_session": "log-in: signed sessions; name a user and a chosen company by id",
    "mfa_authenticator": "log-in: second factors of a person",
    "procrastinate_events": "queue: moments of jobs",
    "procrastinate_jobs": "queue: arguments hold ids only, see test_jobs.py",
    "procrastinate_periodic_defers": "queue: when periodic jobs ran",
    "procrastinate_workers": "queue: heartbeats of workers",
    "usersessions_usersession": "log-in: the sessions that a person sees and ends",
}

# SECURITY DEFINER functions: what each returns, and the columns of the one table it reads.
LOOKUPS = {
    "company_ids()": "SETOF bigint",
    "company_of_user(log_in bigint)": "bigint",
    "company_of_api_key(hash text)": "TABLE(company_id bigint, key_id bigint)",
    "company_of_invitation(hash text)": "TABLE(company_id bigint, invitation_id bigint)",
    "company_of_telegram_link(hash text)": "TABLE(company_id bigint, link_id bigint)",
    "company_of_telegram_chat(chat bigint)": "TABLE(company_id bigint, member_id bigint)",
    "company_of_telephony_hook(hash text)": "TABLE(company_id bigint, connection_id bigint)",
    "companies_with_telephony(providers text[])": "SETOF bigint",
    "company_of_crm_hook(hash text)": "TABLE(company_id bigint, connection_id bigint)",
}
LOOKUP_COLUMNS = {
    "companies_company": {"id"},
    "companies_member": {"id", "company_id", "user_id", "is_active"},
    "companies_apikey": {"id", "company_id", "key_hash", "revoked_at"},
    "companies_invitation": {"id", "company_id", "token_hash"},
    "notifications_telegramlink": {"id", "company_id", "token_hash"},
    "notifications_telegramchat": {"company_id", "member_id", "chat_id", "linked_at"},
    "telephony_connection": {
        "id",
        "company_id",
        "hook_hash",
        "previous_hook_hash",
        "provider",
        "is_on",
    },
    "crm_crmconnection": {"id", "company_id", "hook_hash", "previous_hook_hash"},
}


@dataclass(frozen=True)
class Table:
    """A table of the application's schemas and how its rows are guarded."""

    name: str
    enabled: bool
    forced: bool
    has_company: bool

    @property
    def is_tenant(self) -> bool:
        return self.has_company or self.name == TENANTS

    @property
    def column(self) -> str:
        """Which column names the row's company."""
        return TENANT_COLUMN if self.has_company else "id"


def rows(connection: psycopg.Connection[Any], query: str, *values: object) -> list[dict[str, Any]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query.encode(), values).fetchall()


def tables(connection: psycopg.Connection[Any]) -> list[Table]:
    """Every table, partition, foreign table or materialized view that is not PostgreSQL's own."""
    return [
        Table(**row)
        for row in rows(
            connection,
            """
            SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
                   EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = %s
                           AND NOT a.attisdropped) AS has_company
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'f', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
            ORDER BY 1
            """,
            TENANT_COLUMN,
        )
    ]


def tenant_tables(connection: psycopg.Connection[Any]) -> list[Table]:
    return [table for table in tables(connection) if table.is_tenant]


def policies(connection: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """``table, name, command, permissive, roles, using, checked`` of every policy."""
    return rows(
        connection,
        """
        SELECT tablename AS table, policyname AS name, cmd AS command, permissive, roles::text[] AS roles,
               qual AS using, with_check AS checked
        FROM pg_policies ORDER BY 1, 2
        """,
    )
