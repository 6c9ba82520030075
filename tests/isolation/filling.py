"""A row in every table of every company, made from the catalogue alone: a new table is filled without being named."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from .catalogue import TENANTS, Table, rows

COMPANIES = (1001, 1002)
EPOCH = datetime.datetime(2026, 1, 5, 12, tzinfo=datetime.UTC)


def _value(kind: str, mark: int) -> Any:
    """Some value of a type; ``mark`` makes it differ from the other companies'."""
    moment = EPOCH + datetime.timedelta(days=mark)
    made = {
        "int2": mark % 100,
        "int4": mark,
        "int8": mark,
        "float8": float(mark),
        "numeric": mark % 100 / 100,
        "bool": False,
        "text": f"{mark}",
        "varchar": f"{mark}",
        "timestamptz": moment,
        "date": moment.date(),
        "time": moment.time(),
        "jsonb": Jsonb([]),
        "uuid": uuid.UUID(int=mark),
        "inet": "127.0.0.1",
        "bytea": str(mark).encode(),
        "halfvec": str([0.0] * 384),
    }
    if kind.startswith("_"):
        return []
    assert kind in made, f"no sample value for the type {kind}: add one to {__name__}"
    return made[kind]


def columns(connection: psycopg.Connection[Any], table: Table) -> dict[str, tuple[str, int | None]]:
    """Name → (type, length) of the columns that must be given."""
    return {
        row["name"]: (row["type"], row["length"])
        for row in rows(
            connection,
            """
            SELECT column_name AS name, udt_name AS type, character_maximum_length AS length
            FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name = %s AND is_nullable = 'NO' AND is_generated = 'NEVER'
            """,
            table.name,
        )
    }


def sample(connection: psycopg.Connection[Any], table: Table, company: int, mark: int) -> dict[str, Any]:
    """A row of ``company`` with every required column; ``mark`` is its id and makes it unlike its neighbours."""
    row: dict[str, Any] = {}
    for name, (kind, length) in columns(connection, table).items():
        value = _value(kind, mark)
        row[name] = value[-length:] if length and isinstance(value, str) else value
    row["id"] = mark
    row[table.column] = company
    return row


def insert(table: Table, row: dict[str, Any]) -> sql.Composed:
    """``INSERT`` of the row, its values as ``%(name)s``."""
    return sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({})").format(
        sql.Identifier(table.name),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(map(sql.Placeholder, row)),
    )


def fill(superuser: psycopg.Connection[Any], found: list[Table]) -> None:
    """One row a company in every table. Foreign keys are not looked at: which rows are seen does not depend on them."""
    superuser.execute("SET session_replication_role = replica")
    for company in COMPANIES:
        for table in found:
            mark = company if table.name == TENANTS else company * 10
            row = sample(superuser, table, company, mark)
            superuser.execute(insert(table, row), row)
    superuser.execute("SET session_replication_role = origin")
