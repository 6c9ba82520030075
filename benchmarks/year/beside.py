"""Other companies beside the measured one: its rows again, under ids of their own, in the tables that pages share.

Copied, not drawn: ten million calls are to be written in minutes. What each of them holds is ``SHARED`` and nothing
else; judgements, transcripts, texts of recommendations and unique leads are the measured company's alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from mentor.core.embedded_postgres.address import embedded_url

from .fill import Settled

AT_ONCE = 2
# Table, and which of its columns are ids of what: "clients_client" shifts by as many ids as the company has clients.
SHARED: dict[str, dict[str, str]] = {
    "clients_client": {"id": "clients_client"},
    "calls_call": {"id": "calls_call", "client_id": "clients_client", "manager_id": "member"},
    "clients_deal": {
        "id": "clients_deal",
        "client_id": "clients_client",
        "manager_id": "member",
        "counted_manager_id": "member",
        "returned_case_id": "recovery_losscase",
    },
    "clients_payment": {"id": "clients_payment", "deal_id": "clients_deal"},
    "recovery_losscase": {
        "id": "recovery_losscase",
        "client_id": "clients_client",
        "manager_id": "member",
        "call_id": "calls_call",
        "returned_deal_id": "clients_deal",
    },
    "recovery_recommendation": {
        "id": "recovery_recommendation",
        "case_id": "recovery_losscase",
        "call_id": "calls_call",
        "manager_id": "member",
    },
    "tallies_tally": {"id": "tallies_tally", "member_id": "member"},
    "tallies_entry": {"id": "tallies_entry", "member_id": "member"},
}
# Read in the order of the one index that stays while rows are written.
ORDERED = {"tallies_tally": "grain, name, start, member_id", "calls_call": "source_call_id"}

Connection = psycopg.Connection[Any]


def copy(data_dir: Path, source: Settled, others: Sequence[Settled], say: Callable[[str], None]) -> None:
    """Write ``source``'s shared rows once for each of ``others``; foreign keys are not checked row by row.

    ``source`` must have been filled last, so that the ids above its own are free.
    """
    began, address = time.monotonic(), embedded_url(data_dir, "superuser")
    with psycopg.connect(address, autocommit=True) as connection:
        widths = {table: _width(connection, table, source.company) for table in SHARED}
        with _without_indexes(connection), ThreadPoolExecutor(AT_ONCE) as pool:
            jobs = [
                pool.submit(_company, address, source, other, nth, widths)
                for nth, other in enumerate(others, start=1)
            ]
            for nth, job in enumerate(jobs, start=1):
                job.result()
                say(f"  {nth} of {len(others)} companies beside copied {time.monotonic() - began:6.1f} s")
        say(f"  indexes built {time.monotonic() - began:6.1f} s")
        for table in SHARED:
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))".encode()
            )


def _company(address: str, source: Settled, other: Settled, nth: int, widths: dict[str, int]) -> None:
    shifts = {table: nth * width for table, width in widths.items()}
    shifts["member"] = other.managers[0] - source.managers[0]
    if [each + shifts["member"] for each in source.managers] != other.managers:
        raise ValueError("the managers of both companies must be made one after another")
    with psycopg.connect(address) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("SET LOCAL synchronous_commit = off")
        connection.execute("SET LOCAL work_mem = '256MB'")
        for table in SHARED:
            connection.execute(_statement(connection, table, shifts), (other.company, source.company))


def _statement(connection: Connection, table: str, shifts: dict[str, int]) -> sql.Composed:
    """Every column as it is but the company's and the ids; a manager of 0 is nobody in both."""
    values: list[sql.Composable] = []
    columns = _columns(connection, table)
    for name in columns:
        column, moved = sql.Identifier(name), SHARED[table].get(name)
        if name == "company_id":
            values.append(sql.SQL("%s"))
        elif moved is None:
            values.append(column)
        else:
            values.append(sql.SQL("nullif({}, 0) + {}").format(column, sql.Literal(shifts[moved])))
            if moved == "member":
                values[-1] = sql.SQL("coalesce({}, {})").format(values[-1], column)
    return sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} WHERE company_id = %s ORDER BY {}").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join(values),
        sql.Identifier(table),
        sql.SQL(ORDERED.get(table, "id")),
    )


def _columns(connection: Connection, table: str) -> list[str]:
    rows = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        [table],
    )
    return [row[0] for row in rows]


def _width(connection: Connection, table: str, company: int) -> int:
    row = connection.execute(
        f"SELECT coalesce(max(id) - min(id) + 1, 0) FROM {table} WHERE company_id = %s".encode(), [company]
    ).fetchone()
    return int(row[0]) if row else 0


@contextmanager
def _without_indexes(connection: Connection) -> Iterator[None]:
    """Indexes that guard nothing are built once afterwards: sorting is far quicker than finding each row's place."""
    rows = connection.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique",
        [list(SHARED)],
    ).fetchall()
    for name, _ in rows:
        connection.execute(f"DROP INDEX {name}".encode())
    yield
    connection.execute("SET maintenance_work_mem = '512MB'")
    for _, definition in rows:
        connection.execute(definition.encode())
