"""A whole installation in a folder of its own: the ``serve`` command with its children, as a user runs it."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from mentor.core.embedded_postgres import server
from mentor.core.embedded_postgres.address import cluster_file
from tests.bootstrap import ROOT

EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")
LOWEST_PORT = 15_000


def free_port() -> int:
    """Free and, where that can be, out of the system's own range: there any connection may take it meanwhile."""
    ephemeral = int(EPHEMERAL.read_text().split()[0])
    while True:
        port = random.randrange(LOWEST_PORT, ephemeral) if ephemeral > LOWEST_PORT else 0
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])


@dataclass
class Installation:
    """``start`` returns when the pages answer; ``stop`` ends everything as Ctrl-C does.

    With ``demo`` the demonstration company is made too; ``wait_for_demonstration`` returns when it is whole.
    """

    folder: Path
    port: int = field(default_factory=free_port)
    talk_port: int = field(default_factory=free_port)
    extra: dict[str, str] = field(default_factory=dict)
    demo: bool = False
    process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        own = {"MENTOR_DATA_DIR": str(self.folder), "MENTOR_PORT": str(self.port), "MENTOR_ENV_FILE": ""}
        own["MENTOR_TALK_PORT"] = str(self.talk_port)
        return {**os.environ, **own, **self.extra}

    def start(self, within: float = 90.0) -> None:
        log = (self.folder.parent / f"{self.folder.name}.log").open("a")
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", *(["--demo"] if self.demo else [])],
            cwd=ROOT,
            env=self.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.wait_until(self.answers, within)

    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.address}/healthz", timeout=5, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def wait_for_demonstration(self, within: float = 600.0) -> None:
        """Raises AssertionError with the log's end where it does not become whole."""
        self.wait_until(self._demonstration_is_whole, within)

    def _demonstration_is_whole(self) -> bool:
        try:
            return bool(json.loads((self.folder / "demonstration.json").read_text()).get("complete"))
        except (FileNotFoundError, ValueError):  # not begun, or just being written
            return False

    def wait_until(self, holds: Callable[[], bool], within: float = 60.0) -> None:
        """Wait for what other processes do; there is nothing here but to look again.

        Raises AssertionError with the log's end where ``serve`` has ended or the time is over.
        """
        deadline = time.monotonic() + within
        while not holds():
            assert self.process is not None, "not started"
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.1)

    def log(self) -> str:
        path = self.folder.parent / f"{self.folder.name}.log"
        return path.read_text()[-4000:] if path.exists() else ""

    def run(self, code: str) -> str:
        """Run Python inside the installation's Django; returns what it printed."""
        program = f"import django; django.setup()\n{code}"
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=self.environment | {"DJANGO_SETTINGS_MODULE": "config.settings"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def children(self) -> dict[int, str]:
        """Process id → command line of every process that ``serve`` started."""
        assert self.process is not None
        task = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        found = {}
        for pid in task.read_text().split():
            try:
                found[int(pid)] = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
        return found

    def postmaster(self) -> int | None:
        """Process id of the database server; the cluster may lie outside of a private folder."""
        try:
            cluster = json.loads(cluster_file(self.folder).read_text())["folder"]
            return int((Path(cluster) / "postmaster.pid").read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return None

    def remove(self) -> None:
        """Stop and delete the cluster, wherever it lies."""
        self.stop()
        server.remove(self.folder)

    def stop(self) -> str:
        """Ends with the words that ``serve`` said."""
        if self.runs():
            assert self.process is not None
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        server.stop(self.folder)
        return self.log()
