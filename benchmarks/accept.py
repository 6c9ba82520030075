"""Accepted calls per second over the public API, beside the commits per second of the same server.

A call is accepted when its row, transcript and job are committed: one durable commit a call is the floor of it.
"""

from __future__ import annotations

import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from tests.installation import Installation

from . import place, report, talks
from .pgbench import Pgbench

CLIENTS = (1, 4, 8)
SECONDS = 8
WARM_UP = 30


class Sender:
    """Clients that keep their connections, as a telephony does. Bodies are made before the clock starts."""

    def __init__(self, installation: Installation, key: str) -> None:
        self.port = installation.port
        self.headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def send(self, bodies: list[bytes], until: float = float("inf")) -> tuple[int, list[float]]:
        """Post bodies one after the other; (accepted, seconds of each). Stops at ``until`` (monotonic)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        took = []
        for body in bodies:
            began = time.monotonic()
            if began >= until:
                break
            connection.request("POST", "/api/v1/calls", body, self.headers)
            answer = connection.getresponse()
            said = answer.read()
            if answer.status != 202:
                raise RuntimeError(f"{answer.status}: {said.decode()}")
            took.append(time.monotonic() - began)
        connection.close()
        return len(took), took


def measure(sender: Sender, clients: int, run: str) -> tuple[float, list[float]]:
    """(accepted per second, seconds of each)."""
    most = SECONDS * 400 // clients
    numbers = count()
    bodies = [[talks.body(next(numbers), run) for _ in range(most)] for _ in range(clients)]
    began = time.monotonic()
    with ThreadPoolExecutor(clients) as pool:
        done = list(pool.map(lambda each: sender.send(each, began + SECONDS), bodies))
    spent = time.monotonic() - began
    return sum(accepted for accepted, _ in done) / spent, [each for _, took in done for each in took]


def main() -> None:
    with place.serving() as installation:
        made = place.inside(installation.folder, "company")
        sender = Sender(installation, made["key"])
        sender.send([talks.body(number, "warm-up") for number in range(WARM_UP)])
        pgbench = Pgbench(installation.folder)
        rows = []
        for clients in CLIENTS:
            rate, took = measure(sender, clients, f"c{clients}")
            update = pgbench.simple_update(clients, SECONDS // 2)
            insert = pgbench.one_insert(clients, SECONDS // 2)
            rows.append(
                (
                    clients,
                    f"{rate:.0f}",
                    f"{1000 * report.median(took):.1f}",
                    f"{1000 * report.percentile(took, 0.95):.1f}",
                    f"{insert:.0f}",
                    f"{update:.0f}",
                    f"{rate / update:.2f}",
                )
            )
    print("Accepted calls a second: POST /api/v1/calls with a transcript, one web process; clients, web and")
    print(f"database on this machine. {talks.utterances():.0f} utterances a call on average.\n")
    report.table(
        ("clients", "calls/s", "p50 ms", "p95 ms", "one INSERT/s", "pgbench -N/s", "calls : -N"), rows
    )


if __name__ == "__main__":
    main()
