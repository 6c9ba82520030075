"""Every table with company data is isolated by the database itself (decision 19)."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from psycopg import sql

from .catalogue import CURRENT, LOOKUP_COLUMNS, SHARED, Table, policies, tables
from .filling import COMPANIES, insert, sample

Connection = psycopg.Connection[Any]
OURS, THEIRS = COMPANIES


def scope(connection: Connection, company: int) -> None:
    connection.execute("SELECT set_config('app.company_id', %s, true)", [str(company)])


def count(connection: Connection, table: Table) -> int:
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table.name))).fetchone()
    assert row is not None
    return int(row[0])


def test_every_table_is_a_companys_or_listed_as_shared_with_a_reason(superuser):
    without_company = {table.name for table in tables(superuser) if not table.is_tenant}
    assert without_company - SHARED.keys() == set(), "no company_id and not listed in catalogue.SHARED"
    assert SHARED.keys() - without_company == set(), "listed in catalogue.SHARED and gone"


def test_every_tenant_table_has_row_security_enabled_and_forced(tenant_tables):
    assert len(tenant_tables) > 30
    assert [table.name for table in tenant_tables if not (table.enabled and table.forced)] == []


def test_every_tenant_table_reads_and_writes_by_the_company_in_scope_only(superuser, tenant_tables):
    found = {row["table"]: row for row in policies(superuser) if row["name"] == "tenant"}
    for table in tenant_tables:
        policy = found[table.name]
        rule = f"({table.column} = {CURRENT})"
        assert (policy["command"], policy["permissive"], policy["roles"]) == ("ALL", "PERMISSIVE", ["public"])
        assert (policy["using"], policy["checked"]) == (rule, rule), table.name


def test_no_other_policy_opens_a_table_but_those_of_the_lookups(superuser):
    others = [row for row in policies(superuser) if row["name"] != "tenant"]
    assert {row["table"] for row in others} == LOOKUP_COLUMNS.keys()
    for row in others:
        assert (row["name"], row["command"], row["roles"]) == ("lookup", "SELECT", ["mentor_lookup"])


def test_nothing_but_tables_shows_rows(superuser):
    views = superuser.execute(
        "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
        "WHERE relkind IN ('v', 'm') AND nspname IN ('public', 'lookup')"
    ).fetchall()
    assert views == [], "a view runs with its owner's eyes: it needs security_invoker and a test of its own"


def test_company_column_never_is_null(superuser, tenant_tables):
    nullable = superuser.execute(
        "SELECT table_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND column_name = 'company_id' AND is_nullable = 'YES'"
    ).fetchall()
    assert nullable == []


def test_without_a_company_every_table_is_empty(app, superuser, tenant_tables):
    for table in tenant_tables:
        assert count(superuser, table) == len(COMPANIES), table.name
        assert count(app, table) == 0, table.name


def test_a_company_sees_its_own_row_of_every_table_and_nothing_else(app, tenant_tables):
    for table in tenant_tables:
        column = sql.Identifier(table.column)
        query = sql.SQL("SELECT {} FROM {}").format(column, sql.Identifier(table.name))
        for company in COMPANIES:
            with app.transaction(force_rollback=True):
                scope(app, company)
                assert app.execute(query).fetchall() == [(company,)], table.name


def test_the_owner_of_the_tables_sees_nothing_without_a_company_either(owner, tenant_tables):
    seen = {table.name for table in tenant_tables if count(owner, table)}
    # The owner is a member of mentor_lookup, so that it can make that role's functions: its policies hold for it.
    assert seen == set(LOOKUP_COLUMNS)


def test_a_row_of_another_company_cannot_be_written(app, superuser, tenant_tables):
    for table in tenant_tables:
        row = sample(superuser, table, THEIRS, 777)
        with app.transaction(force_rollback=True):
            scope(app, OURS)
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
                app.execute(insert(table, row), row)


def test_a_row_without_any_company_in_scope_cannot_be_written(app, superuser, tenant_tables):
    for table in tenant_tables:
        row = sample(superuser, table, OURS, 777)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            app.execute(insert(table, row), row)


def test_the_same_row_can_be_written_by_its_own_company(app, superuser, tenant_tables):
    for table in tenant_tables:
        if table.column == "id":
            continue  # a company's row has the company's own id, which is taken
        row = sample(superuser, table, OURS, 777)
        with app.transaction(force_rollback=True):  # foreign keys are checked at commit, which never comes
            scope(app, OURS)
            assert app.execute(insert(table, row), row).rowcount == 1, table.name


def test_a_row_cannot_be_moved_to_another_company(app, tenant_tables):
    for table in tenant_tables:
        move = sql.SQL("UPDATE {} SET {} = %s").format(
            sql.Identifier(table.name), sql.Identifier(table.column)
        )
        with app.transaction(force_rollback=True):
            scope(app, OURS)
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
                app.execute(move, [THEIRS])


def test_rows_of_another_company_cannot_be_changed_or_deleted(app, superuser, tenant_tables):
    for table in tenant_tables:
        name, column = sql.Identifier(table.name), sql.Identifier(table.column)
        with app.transaction(force_rollback=True):
            scope(app, OURS)
            change = sql.SQL("UPDATE {} SET {} = {} WHERE {} = %s").format(name, column, column, column)
            assert app.execute(change, [THEIRS]).rowcount == 0, table.name
            assert app.execute(change, [OURS]).rowcount == 1, table.name
            delete = sql.SQL("DELETE FROM {} WHERE {} = %s").format(name, column)
            assert app.execute(delete, [THEIRS]).rowcount == 0, table.name
            assert app.execute(delete, [OURS]).rowcount == 1, table.name
        assert count(superuser, table) == len(COMPANIES)


def test_the_fresh_table_of_a_migration_that_forgot_its_policy_would_be_found(owner, superuser):
    with owner.transaction(force_rollback=True):
        owner.execute("CREATE TABLE forgotten (id bigint PRIMARY KEY, company_id bigint)")
        fresh = next(table for table in tables(owner) if table.name == "forgotten")
        assert fresh.is_tenant
        assert not (fresh.enabled and fresh.forced)
