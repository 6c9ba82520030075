"""Writes a year of calls into a company that has people and a rubric. Connects as the superuser."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from benchmarks import talks
from mentor.core.embedded_postgres.address import embedded_url

from . import calls_sql, cases_sql, tallies_sql

CALLS_PER_CLIENT = 5
DETAILED = 20_000  # newest calls with transcript, deductions, objections and steps
STEPS = ["fetch", "prepare", "transcribe", "assess", "judge", "recover", "advise"]
TABLES = {
    "call": "calls_call",
    "client": "clients_client",
    "assessment": "analysis_assessment",
    "case": "recovery_losscase",
    "recommendation": "recovery_recommendation",
    "deal": "clients_deal",
}


@dataclass(frozen=True)
class Settled:
    """A company with its people, as the product made it."""

    company: int
    managers: list[int]
    rubric: int
    zone: str
    started_on: date


def fill(
    data_dir: Path, settled: Settled, calls: int, now: datetime, say: Callable[[str], None] = print
) -> None:
    """A year of ``calls`` calls up to ``now``; foreign keys hold by construction and are not checked row by row."""
    began = time.monotonic()
    with psycopg.connect(embedded_url(data_dir, "superuser")) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("SET LOCAL work_mem = '256MB'")
        values = parameters(connection, settled, calls, now)
        for title, statements in (
            ("draws", calls_sql.STAGED),
            ("clients", calls_sql.CLIENTS),
            ("calls", calls_sql.CALLS),
            ("judgements", calls_sql.JUDGED),
            ("details", calls_sql.DETAILS),
            ("cases", cases_sql.CASES),
            ("leads", cases_sql.LEADS),
            ("tallies", tallies_sql.TALLIES),
        ):
            step = time.monotonic()
            for statement in statements:
                connection.execute(statement.encode(), values if "%(" in statement else None)
            say(f"  {title:<12}{time.monotonic() - step:6.1f} s")
        for table in TABLES.values():
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))".encode()
            )
    say(f"  {calls} calls written in {time.monotonic() - began:.0f} s")


def parameters(
    connection: psycopg.Connection[Any], settled: Settled, calls: int, now: datetime
) -> dict[str, Any]:
    """What the statements name. Ids begin after the highest that is taken."""
    taken: dict[str, Any] = {}
    for name, table in TABLES.items():
        row = connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}".encode()).fetchone()
        taken[name] = row[0] if row else 0
    return taken | {
        "company": settled.company,
        "managers": settled.managers,
        "rubric": settled.rubric,
        "zone": settled.zone,
        "started_on": settled.started_on,
        "calls": calls,
        "clients": calls // CALLS_PER_CLIENT,
        "detailed": DETAILED,
        "steps": STEPS,
        "utterances": Jsonb(talks.corpus()[0]["utterances"]),
        "now": now,
    }


def tidy(data_dir: Path) -> None:
    """What the server's own housekeeping does in time: statistics and visibility for index-only scans."""
    with psycopg.connect(embedded_url(data_dir, "superuser"), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def sizes(data_dir: Path, company: int) -> dict[str, int]:
    """Rows of the company in the tables that pages read."""
    names = (
        *TABLES.values(),
        "analysis_callresult",
        "clients_leadseen",
        "recovery_followup",
        "clients_payment",
        "tallies_tally",
    )
    found = {}
    with psycopg.connect(embedded_url(data_dir, "superuser")) as connection:
        for name in names:
            query = f"SELECT count(*) FROM {name} WHERE company_id = %s".encode()
            row = connection.execute(query, [company]).fetchone()
            found[name] = row[0] if row else 0
    return found
