"""An installation of its own for a benchmark: a fresh data folder in a temporary place, removed afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mentor.core.embedded_postgres import server
from tests.bootstrap import ROOT
from tests.installation import Installation

NO_WORKERS = {"MENTOR_WORKER_PROCESSES": "0", "MENTOR_LOG_LEVEL": "WARNING"}


@contextmanager
def folder() -> Iterator[Path]:
    """A data folder that PostgreSQL's own account reaches."""
    with tempfile.TemporaryDirectory(prefix="mentor-bench-") as made:
        path = Path(made)
        path.chmod(0o755)
        try:
            yield path / "data"
        finally:
            server.remove(path / "data")


@contextmanager
def serving() -> Iterator[Installation]:
    """Web and database as ``serve`` starts them, with no worker to take the processor away."""
    with folder() as data_dir:
        installation = Installation(data_dir, extra=NO_WORKERS)
        try:
            installation.start()
            yield installation
        finally:
            installation.stop()


@contextmanager
def migrated() -> Iterator[Path]:
    """A database with the product's tables and nothing that serves."""
    with folder() as data_dir:
        server.start(data_dir)
        environment = environment_of(data_dir)
        subprocess.run(
            [sys.executable, "manage.py", "migrate_database"],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        yield data_dir


def environment_of(data_dir: Path) -> dict[str, str]:
    own = {"MENTOR_DATA_DIR": str(data_dir), "MENTOR_ENV_FILE": "", "MENTOR_LOG_LEVEL": "WARNING"}
    return {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "config.settings"}


def inside(data_dir: Path, module: str, *arguments: object) -> Any:
    """Run ``benchmarks.<module>`` in a process whose settings know this data folder; what it printed last, as JSON."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment_of(data_dir), stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])
