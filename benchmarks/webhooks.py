"""200 webhooks a second for a minute: how soon they are answered, and whether all of them become calls.

Web and database run as ``serve`` starts them; the worker is started with them and lags as it may. The sender keeps
to the clock, not to the answers: a slow answer does not slow the next event down, as with a real telephony.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import queue
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.installation import Installation

from . import place, report

RATE, SECONDS = 200, 60
LIMIT_MS = 200.0
CONNECTIONS = 32
LONGEST_WAIT_S = 1200.0


def event(number: int, now: datetime) -> bytes:
    """The end of a missed call: a call is kept and no recording asked for, so the telephony alone is measured."""
    return json.dumps(
        {
            "call_id": f"bench-{number}",
            "started_at": (now - timedelta(seconds=60 + number % 3000)).isoformat(),
            "direction": "in",
            "extension": str(101 + number % 5),
            "phone": f"+7900{number:07d}",
            "status": "missed",
        }
    ).encode()


def send(installation: Installation, path: str, rate: int, seconds: int) -> tuple[list[float], int]:
    """(seconds from the moment when an event was due to its answer, how many were not answered with 200)."""
    due: queue.Queue[tuple[float, bytes] | None] = queue.Queue()
    took: list[float] = []
    wrong = 0

    def sender() -> None:
        nonlocal wrong
        connection = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=60)
        while (job := due.get()) is not None:
            at, body = job
            try:
                connection.request("POST", path, body, {"Content-Type": "application/json"})
                answer = connection.getresponse()
                answer.read()
                wrong += answer.status != 200
            except (OSError, http.client.HTTPException):
                wrong += 1
                connection.close()
            took.append(time.monotonic() - at)
        connection.close()

    senders = [threading.Thread(target=sender) for _ in range(CONNECTIONS)]
    now = datetime.now(UTC)
    bodies = [event(number, now) for number in range(rate * seconds)]
    for thread in senders:
        thread.start()
    began = time.monotonic()
    for number, body in enumerate(bodies):
        at = began + number / rate
        time.sleep(max(0.0, at - time.monotonic()))  # a steady rate is what is measured
        due.put((at, body))
    for _ in senders:
        due.put(None)
    for thread in senders:
        thread.join()
    return took, wrong


def web_seconds(installation: Installation) -> float:
    """Processor time that the web processes have used; a busy machine does not change it much."""
    ticks = 0
    for pid, command in installation.children().items():
        if "uvicorn" in command:
            family = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
            for each in family:
                fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def calls(installation: Installation) -> tuple[int, int]:
    """(calls, events that nobody has read yet)."""
    made = place.inside(installation.folder, "webhooks_state")
    return int(made["calls"]), int(made["waiting"])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks webhooks")
    parser.add_argument("--rate", type=int, default=RATE, help="events a second")
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--web", type=int, default=1, help="web processes")
    asked = parser.parse_args()
    extra = {
        "MENTOR_LOG_LEVEL": "ERROR",
        "MENTOR_WEB_PROCESSES": str(asked.web),
        "MENTOR_WORKER_PROCESSES": "1",
    }
    with place.folder() as data_dir:
        installation = Installation(data_dir, extra=extra)
        try:
            installation.start()
            place.inside(installation.folder, "company")
            path = place.inside(installation.folder, "webhooks_state", "connect")["path"]
            send(installation, path, 20, 2)  # warm: imports and connections
            used = web_seconds(installation)
            took, wrong = send(installation, path, asked.rate, asked.seconds)
            used = web_seconds(installation) - used
            sent = asked.rate * asked.seconds
            _, waiting = calls(installation)
            began = time.monotonic()
            while calls(installation)[1] and time.monotonic() - began < LONGEST_WAIT_S:
                time.sleep(2)  # other processes read them; each look starts one more
            drained = time.monotonic() - began
            whole, _ = calls(installation)
        finally:
            installation.stop()
    p95 = 1000 * report.percentile(took, 0.95)
    print(
        f"{sent} events at {asked.rate} a second, {asked.web} web process(es), one worker process, one machine.\n"
    )
    report.table(
        ("", "value"),
        (
            ("p50, ms", f"{1000 * report.median(took):.1f}"),
            (f"p95, ms (limit {LIMIT_MS:.0f})", f"{p95:.1f} {report.at_most(p95, LIMIT_MS)}"),
            ("longest, ms", f"{1000 * max(took):.1f}"),
            ("processor time of the web an event, ms", f"{1000 * used / sent:.1f}"),
            ("not answered with 200", wrong),
            ("unread when the last was answered", waiting),
            ("seconds until all were read", f"{drained:.0f}"),
            ("calls in the end / sent", f"{whole} / {sent}"),  # the warm-up's are the first of them
        ),
    )


if __name__ == "__main__":
    main()
