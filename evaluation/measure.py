"""Prints the quality of the local assessor on a folder of labelled calls.

    python -m evaluation.measure DIR [--noise] [--json] [--errors]

``DIR`` holds ``companies/``, ``calls/`` and, where there are minimal pairs, ``contrast/calls/``.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.assessor.port import Assessor
from mentor.engines.errors import EngineError

from .labelled import Labelled, load_labelled, with_noise
from .metrics import Pair, figures, pair_figures


def judge(engine: Assessor, calls: Sequence[Labelled], seconds: list[float]) -> list[Pair]:
    """Every call's assessment beside its labels; ``seconds`` collects the time of each."""
    pairs: list[Pair] = []
    for call in calls:
        start = time.perf_counter()
        try:
            assessment = engine.assess(call.conversation, call.profile)
        except EngineError as error:
            print(f"{call.id}: {error}", file=sys.stderr)
            assessment = None
        seconds.append(time.perf_counter() - start)
        pairs.append(Pair(call.id, call.conversation, assessment, call.gold))
    return pairs


def measure(engine: Assessor, folder: Path, *, noise: bool) -> dict[str, float | None]:
    """All figures of a folder, its minimal pairs included."""
    calls, twins = load_labelled(folder, contrast=False), load_labelled(folder, contrast=True)
    if noise:
        calls, twins = [with_noise(c) for c in calls], [with_noise(c) for c in twins]
    seconds: list[float] = []
    judged = judge(engine, calls, seconds)
    judged_twins = judge(engine, twins, seconds)
    result = figures(judged)
    by_id = {p.id: p for p in judged}
    result |= pair_figures(by_id, [(c.twin_of or "", p) for c, p in zip(twins, judged_twins, strict=True)])
    result["ms a call, median"] = statistics.median(seconds) * 1000
    result["ms a call, p95"] = sorted(seconds)[int(len(seconds) * 0.95)] * 1000
    return result


def show(result: dict[str, float | None]) -> None:
    """The table, one figure a line."""
    for name, value in result.items():
        print(f"{name:28} {'—' if value is None else f'{value:.3f}'}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--noise", action="store_true", help="lower case, no punctuation, 8%% of words damaged"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = measure(LocalAssessor(), options.folder, noise=options.noise)
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        show(result)


if __name__ == "__main__":
    main()
