"""Migration operation: forced row-level security on a table with company data."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation, OperationCategory

# nullif: an unset variable of a pooled connection reads as '', which is no number.
_CURRENT = "nullif(current_setting('app.company_id', true), '')::bigint"


class IsolateByCompany(Operation):
    """Enable and force row-level security on the model's table by its company column."""

    reversible = True
    reduces_to_sql = True
    category = OperationCategory.SQL

    def __init__(self, model: str, column: str = "company_id") -> None:
        self.model = model
        self.column = column

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models' state does not change."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        for statement in (
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY tenant ON "{table}" USING ("{self.column}" = {_CURRENT}) '
            f'WITH CHECK ("{self.column}" = {_CURRENT})',
        ):
            schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        schema_editor.execute(f'DROP POLICY tenant ON "{table}"')
        schema_editor.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
        schema_editor.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')

    def describe(self) -> str:
        return f"Rows of {self.model} are seen by their company only"


class LookupFunction(Operation):
    """A SECURITY DEFINER function that finds ids before a company is chosen.

    It belongs to ``mentor_lookup``, a role that cannot log in and reads nothing but ``columns`` of ``table``:
    the policy and the column grant made here are its only rights.
    """

    reversible = False
    reduces_to_sql = True
    category = OperationCategory.SQL

    def __init__(
        self, *, name: str, arguments: str, returns: str, body: str, table: str, columns: str
    ) -> None:
        self.name, self.arguments, self.returns = name, arguments, returns
        self.body, self.table, self.columns = body, table, columns

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models' state does not change."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        signature = f"lookup.{self.name}({self.arguments})"
        for statement in (
            f'DROP POLICY IF EXISTS lookup ON "{self.table}"',
            f'CREATE POLICY lookup ON "{self.table}" FOR SELECT TO mentor_lookup USING (true)',
            f'GRANT SELECT ({self.columns}) ON "{self.table}" TO mentor_lookup',
            f"CREATE OR REPLACE FUNCTION {signature} RETURNS {self.returns} LANGUAGE sql STABLE SECURITY DEFINER "
            f"SET search_path = public, pg_temp AS $function${self.body}$function$",
            f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION {signature} TO mentor_app, mentor_owner",
            f"ALTER FUNCTION {signature} OWNER TO mentor_lookup",
        ):
            schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Never called: the operation is declared irreversible."""

    def describe(self) -> str:
        return f"Lookup function {self.name}"
