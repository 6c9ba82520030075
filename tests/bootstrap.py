"""Before Django reads its settings: tests have a data folder of their own, no ``.env``, and a running database.

Loaded by ``-p tests.bootstrap`` (pyproject.toml), because pytest-django reads settings before any conftest.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
os.environ["MENTOR_ENV_FILE"] = ""
os.environ.setdefault("MENTOR_DATA_DIR", str(ROOT / ".test-data"))
DATA_DIR = Path(os.environ["MENTOR_DATA_DIR"])


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    """Start the embedded server, unless only tests without a database were asked for."""
    from mentor.core.embedded_postgres import server

    known = vars(early_config.known_args_namespace)
    if known.get("markexpr") == "unit" or known.get("collectonly") or os.environ.get("DATABASE_URL"):
        return
    if "PYTEST_XDIST_WORKER" not in os.environ:
        server.start(DATA_DIR)


if __name__ == "__main__":
    # ``python -m tests.bootstrap`` at the end of ``make test``: runs of pytest share one server and leave it running.
    from mentor.core.embedded_postgres import server

    server.stop(DATA_DIR)
