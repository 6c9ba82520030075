"""The peer of everything that commits: pgbench on the same embedded server, in a database of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from mentor.core.embedded_postgres import server
from mentor.core.embedded_postgres.address import cluster_file, embedded_url

DATABASE = "pgbench"
SCALE = 10
# About as many bytes as the row of an accepted call with its transcript.
INSERT = "INSERT INTO bench_call (body) VALUES (repeat('я', 2000));\n"


class Pgbench:
    """Commits per second of the server in ``data_dir``."""

    def __init__(self, data_dir: Path) -> None:
        self.program = Path(json.loads(cluster_file(data_dir).read_text())["binaries"]) / "pgbench"
        server.create_database(data_dir, DATABASE)
        parts = urlsplit(embedded_url(data_dir, "superuser", DATABASE))
        self.environment = {
            **os.environ,
            "PGHOST": str(parts.hostname),
            "PGPORT": str(parts.port),
            "PGUSER": str(parts.username),
            "PGPASSWORD": str(parts.password),
            "PGDATABASE": DATABASE,
        }
        self._run("-i", "-q", "-s", str(SCALE))
        program = self.program.with_name("psql")
        subprocess.run(
            [program, "-qc", "CREATE TABLE bench_call (id bigserial PRIMARY KEY, body text)"],
            env=self.environment,
            check=True,
        )

    def simple_update(self, clients: int, seconds: int) -> float:
        """``pgbench -N``: three statements and a commit."""
        return self._rate("-N", clients=clients, seconds=seconds)

    def one_insert(self, clients: int, seconds: int) -> float:
        """One ``INSERT`` and a commit."""
        with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
            script.write(INSERT)
            script.flush()
            return self._rate("-f", script.name, clients=clients, seconds=seconds)

    def _rate(self, *arguments: str, clients: int, seconds: int) -> float:
        said = self._run(*arguments, "-n", "-c", str(clients), "-j", str(min(2, clients)), "-T", str(seconds))
        found = re.search(r"tps = ([\d.]+)", said)
        if found is None:
            raise RuntimeError(f"pgbench said no rate: {said}")
        return float(found.group(1))

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [self.program, *arguments], env=self.environment, capture_output=True, text=True, check=True
        )
        return done.stdout
