"""Calls with transcripts for the door and the pipeline: our own written corpus, sent again and again as new calls."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from tests.bootstrap import ROOT

CORPUS = ROOT / "evaluation" / "corpus" / "calls"


@cache
def corpus() -> list[dict[str, Any]]:
    """Every call of the corpus, by name."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(CORPUS.glob("*.json"))]


def body(number: int, run: str) -> bytes:
    """The JSON of ``POST /api/v1/calls``: call ``number`` of a run, from a client of its own."""
    known = corpus()[number % len(corpus())]
    started = datetime.now(UTC) - timedelta(days=1 + number % 50, minutes=number % 480)
    call = {
        "source": f"bench-{run}",
        "source_call_id": str(number),
        "direction": known["direction"],
        "started_at": started.isoformat(),
        "duration_s": known["duration_s"],
        "manager": {"extension": str(101 + number % 5)},
        "client": {"phone": f"+79{run_digit(run)}{number:08d}", "name": known.get("client_name") or "Клиент"},
        "transcript": {"utterances": known["utterances"]},
    }
    return json.dumps(call, ensure_ascii=False).encode()


def run_digit(run: str) -> int:
    """Runs call different clients."""
    return sum(run.encode()) % 10


def utterances() -> float:
    """Mean length of a conversation."""
    return sum(len(call["utterances"]) for call in corpus()) / len(corpus())
