"""Calls with transcripts that one worker process works through in a minute, and where the time goes.

Beside it stand the peer, the bare queue (jobs that do nothing) in the same worker, and how many calls a company
with 20 managers makes: a worker must keep ahead of that.
"""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
import time
from typing import Any

from tests.bootstrap import ROOT
from tests.installation import Installation

from . import place, report, talks

CALLS = 300
PROFILED = 60
# 20 managers, each 15 conversations in the busiest hour.
BUSY_CALLS_PER_MINUTE = 20 * 15 / 60


def accept(installation: Installation, key: str, calls: int, run: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=60)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    for number in range(calls):
        connection.request("POST", "/api/v1/calls", talks.body(number, run), headers)
        answer = connection.getresponse()
        said = answer.read()
        if answer.status != 202:
            raise RuntimeError(f"{answer.status}: {said.decode()}")
    connection.close()


def worked(installation: Installation, company: int) -> dict[str, Any]:
    """Run one worker, as ``serve`` starts it, until no call is left; when the first and the last were done."""
    command = [sys.executable, "manage.py", "worker", "--queues", "calls,maintenance"]
    worker = subprocess.Popen(command, cwd=ROOT, env=installation.environment, start_new_session=True)
    try:
        while True:
            found: dict[str, Any] = place.inside(installation.folder, "pipeline_state", company)
            if found["open"] == 0:
                return found
            if worker.poll() is not None:
                raise RuntimeError(f"the worker ended with {worker.returncode}")
            time.sleep(5)  # each look starts a process: often would slow down what is measured
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(timeout=60)


def main() -> None:
    with place.serving() as installation:
        made = place.inside(installation.folder, "company")
        accept(installation, made["key"], CALLS, "worker")
        found = worked(installation, made["company"])
        accept(installation, made["key"], PROFILED, "profile")
        steps = place.inside(installation.folder, "pipeline_steps", made["company"])
    show_rate(found)
    show_steps(steps)


def show_rate(found: dict[str, Any]) -> None:
    rate = 60 * (found["done"] - 1) / found["seconds"]
    print(f"{found['done']} calls, {talks.utterances():.0f} utterances each on average; outcomes:", end=" ")
    print(json.dumps(found["outcomes"], ensure_ascii=False), "\n")
    report.table(
        ("one worker process, 4 threads", "a minute", "beside"),
        [
            (
                "calls worked through",
                f"{rate:.0f}",
                f"20 managers in a busy hour make {BUSY_CALLS_PER_MINUTE:.0f}: x{rate / BUSY_CALLS_PER_MINUTE:.0f}",
            ),
            ("jobs that do nothing", f"{60 * found['idle_jobs_per_second']:.0f}", "the queue's own ceiling"),
        ],
    )


def show_steps(found: dict[str, Any]) -> None:
    calls = found["calls"]
    rows = []
    for name, each in found["steps"].items():
        spent = each["seconds"] / calls
        rows.append(
            (
                name,
                f"{1000 * spent:.1f}",
                f"{1000 * each.get('engine', 0) / calls:.1f}",
                f"{each.get('statements', 0) / calls:.1f}",
                f"{1000 * each.get('sql', 0) / calls:.1f}",
                f"{each.get('commits', 0) / calls:.1f}",
                f"{1000 * each.get('commit', 0) / calls:.1f}",
            )
        )
    print(f"Where the time goes: {calls} calls one after the other in one thread, milliseconds a call.\n")
    report.table(("step", "all ms", "engine ms", "statements", "SQL ms", "commits", "commit ms"), rows)
    print("Statements by time, over all steps:\n")
    report.table(
        ("statement", "a call", "ms a call"),
        [
            (text[:100], f"{count / calls:.1f}", f"{1000 * seconds / calls:.2f}")
            for text, count, seconds in found["top"]
        ],
    )


if __name__ == "__main__":
    main()
