"""The one command that serves everything, as a newcomer meets it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bootstrap import ROOT
from tests.installation import Installation

pytestmark = pytest.mark.slow


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Installation]:
    """An empty folder, nothing started."""
    made = Installation(tmp_path / "data")
    made.folder.mkdir()
    yield made
    made.remove()


def second(installation: Installation, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=installation.environment | changes,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def lives(pid: int) -> bool:
    """A process that still runs; one that ended and was not yet reaped by its new parent does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_killed_database_comes_back_by_itself(installation):
    killed = installation.postmaster()
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    installation.wait_until(
        lambda: installation.postmaster() not in (None, killed) and installation.answers()
    )


def test_it_starts_refuses_a_second_start_in_words_and_ends_every_process(installation, tmp_path):
    started = installation.children()
    assert any("uvicorn" in line for line in started.values())

    again = second(installation)
    assert again.returncode == 1
    assert "уже запущен" in again.stderr

    other = second(installation, MENTOR_DATA_DIR=str(tmp_path / "other"))
    assert other.returncode == 1
    assert f"Порт {installation.port}" in other.stderr
    assert "MENTOR_PORT=" in other.stderr

    postmaster = installation.postmaster()
    said = installation.stop()
    assert "Все данные сохранены" in said
    assert not [pid for pid in (*started, postmaster) if pid and lives(pid)]


def test_a_running_product_never_loses_its_database_to_another_port(bare):
    from mentor.core.embedded_postgres import server

    first = server.start(bare.folder)
    server.stop(bare.folder)
    with socket.socket() as taker:
        taker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taker.bind(("127.0.0.1", first.port))
        taker.listen()
        with pytest.raises(server.PostgresError, match="База не запускается"):
            server.start(bare.folder, keep_port=True)
    assert server.start(bare.folder, keep_port=True).port == first.port


def test_the_database_moves_to_another_port_where_its_own_was_taken(bare):
    from mentor.core.embedded_postgres import server

    first = server.start(bare.folder)
    server.stop(bare.folder)
    with socket.socket() as taker:
        taker.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # the server's own last connections linger
        taker.bind(("127.0.0.1", first.port))
        taker.listen()
        second_start = server.start(bare.folder)
        assert second_start.port != first.port
        assert server.running(bare.folder)
