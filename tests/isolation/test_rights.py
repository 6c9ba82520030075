"""What the roles may do: the application cannot step around row-level security, lookups tell ids alone."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from .catalogue import LOOKUP_COLUMNS, LOOKUPS, rows
from .filling import COMPANIES

OURS = COMPANIES[0]


def test_the_application_role_has_no_way_around_row_security(superuser):
    (role,) = rows(superuser, "SELECT * FROM pg_roles WHERE rolname = 'mentor_app'")
    powers = ("rolsuper", "rolbypassrls", "rolcreaterole", "rolcreatedb", "rolreplication")
    assert [name for name in powers if role[name]] == []
    assert rows(superuser, "SELECT 1 FROM pg_auth_members WHERE member = 'mentor_app'::regrole") == []


def test_the_application_role_owns_nothing(superuser):
    owned = rows(
        superuser,
        "SELECT objid FROM pg_shdepend WHERE refobjid = 'mentor_app'::regrole AND deptype = 'o' "
        "UNION SELECT oid FROM pg_class WHERE relowner = 'mentor_app'::regrole",
    )
    assert owned == []


def test_the_owner_role_cannot_bypass_row_security(superuser):
    (role,) = rows(superuser, "SELECT * FROM pg_roles WHERE rolname = 'mentor_owner'")
    assert (role["rolsuper"], role["rolbypassrls"], role["rolcreaterole"]) == (False, False, False)


def test_a_fresh_table_gives_the_application_plain_reading_and_writing_only(owner):
    """Looked at on a table made now: the tests' own template also lets the application empty tables."""
    with owner.transaction(force_rollback=True):
        owner.execute("CREATE TABLE fresh (id bigint)")
        found = rows(
            owner,
            "SELECT grantee::regrole::text, privilege_type FROM pg_class, aclexplode(relacl) "
            "WHERE relname = 'fresh' AND grantee <> relowner",
        )
    granted = {(row["grantee"], row["privilege_type"]) for row in found}
    assert granted == {("mentor_app", name) for name in ("SELECT", "INSERT", "UPDATE", "DELETE")}


def test_no_table_gives_more_than_that(superuser):
    more = rows(
        superuser,
        """
        SELECT relname, grantee::regrole::text, privilege_type FROM pg_class, aclexplode(relacl)
        WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = 'public'::regnamespace AND grantee <> relowner
          AND (grantee <> 'mentor_app'::regrole
               OR privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'))
        """,
    )
    assert more == [], "TRUNCATE is the tests' own, see tests/databases.py"


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE calls_call DISABLE ROW LEVEL SECURITY",
        "DROP POLICY tenant ON calls_call",
        "CREATE POLICY mine ON calls_call USING (true)",
        "SET ROLE mentor_lookup",
        "SET ROLE mentor_owner",
        "CREATE TABLE public.mine (id bigint)",
        "CREATE FUNCTION lookup.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SET session_replication_role = replica",
    ],
)
def test_the_application_is_refused(app, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(statement)


def test_switching_row_security_off_is_an_error_not_a_way_through(app):
    app.execute("SET row_security = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("SELECT count(*) FROM calls_call")


def functions(superuser: psycopg.Connection[tuple[object, ...]]) -> list[dict[str, object]]:
    return rows(
        superuser,
        """
        SELECT p.oid, proname || '(' || pg_get_function_arguments(p.oid) || ')' AS name, prosecdef AS definer,
               pg_get_function_result(p.oid) AS result, proowner::regrole::text AS owner, proconfig AS config,
               n.nspname AS schema, provolatile AS volatility
        FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
        WHERE nspname NOT IN ('pg_catalog', 'information_schema') AND (prosecdef OR nspname = 'lookup')
        """,
    )


def test_exactly_the_listed_functions_see_across_companies(superuser):
    found = functions(superuser)
    assert {row["name"]: row["result"] for row in found} == LOOKUPS
    for row in found:
        assert (row["schema"], row["definer"], row["owner"]) == ("lookup", True, "mentor_lookup")
        assert row["config"] == ["search_path=public, pg_temp"]
        assert row["volatility"] == "s", "a lookup only reads"


def test_lookups_return_ids_alone():
    for result in LOOKUPS.values():
        parts = result.removeprefix("SETOF ").removeprefix("TABLE(").removesuffix(")").split(", ")
        assert {part.split()[-1] for part in parts} == {"bigint"}


def test_lookups_may_be_called_by_the_application_and_not_by_everybody(superuser):
    for row in functions(superuser):
        granted = rows(
            superuser,
            "SELECT grantee FROM pg_proc, aclexplode(proacl) WHERE pg_proc.oid = %s AND privilege_type = 'EXECUTE'",
            row["oid"],
        )
        names = rows(
            superuser,
            "SELECT rolname FROM pg_roles WHERE oid = ANY(%s)",
            [each["grantee"] for each in granted],
        )
        assert 0 not in {each["grantee"] for each in granted}, "0 is PUBLIC"
        assert {each["rolname"] for each in names} <= {"mentor_app", "mentor_lookup", "mentor_owner"}
        assert "mentor_app" in {each["rolname"] for each in names}


def test_the_lookup_role_reads_the_listed_columns_and_nothing_else(superuser):
    found = rows(
        superuser,
        """
        SELECT c.relname AS table, a.attname AS column FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0
          AND NOT a.attisdropped AND has_column_privilege('mentor_lookup', c.oid, a.attname, 'SELECT')
        """,
    )
    seen: dict[str, set[str]] = {}
    for row in found:
        seen.setdefault(row["table"], set()).add(row["column"])
    assert seen == LOOKUP_COLUMNS


def test_the_lookup_role_writes_nothing_and_cannot_log_in(superuser):
    (role,) = rows(superuser, "SELECT * FROM pg_roles WHERE rolname = 'mentor_lookup'")
    assert (role["rolcanlogin"], role["rolsuper"], role["rolbypassrls"]) == (False, False, False)
    writes = rows(
        superuser,
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
        "AND has_any_column_privilege('mentor_lookup', oid, 'INSERT, UPDATE')",
    )
    assert writes == []


def test_a_temporary_table_of_the_same_name_does_not_fool_a_lookup(app):
    app.execute("CREATE TEMPORARY TABLE companies_company (id bigint)")
    app.execute("INSERT INTO companies_company VALUES (31337)")
    app.execute("SET search_path = pg_temp, public")
    found = app.execute("SELECT * FROM lookup.company_ids()").fetchall()
    assert {row[0] for row in found} == set(COMPANIES)


def test_row_security_holds_inside_prepared_statements_of_a_pooled_connection(app):
    """A plan made for one company must not serve its rows to the next."""
    query = sql.SQL("SELECT company_id FROM clients_client")
    for company in [*COMPANIES, *COMPANIES] * 3:
        with app.transaction():
            app.execute("SELECT set_config('app.company_id', %s, true)", [str(company)])
            assert app.execute(query, prepare=True).fetchall() == [(company,)]
    assert app.execute(query, prepare=True).fetchall() == []
