"""Search in a company's knowledge of 100,000 passages among other companies' as many, as the application's role.

«Processor» is the processor time of the web process and its database process: beside other work on the machine it
tells more than the clock.
"""

from __future__ import annotations

import argparse

from . import place, report

LIMIT_MS = 50.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks knowledge")
    parser.add_argument("--passages", type=int, default=100_000, help="in the largest company")
    parser.add_argument("--others", type=int, default=100_000, help="in twenty other companies together")
    parser.add_argument("--questions", type=int, default=191, help="how many of evaluation/retrieval are put")
    options = parser.parse_args()
    with place.migrated() as data_dir:
        found = place.inside(
            data_dir, "knowledge_inside", options.passages, options.others, options.questions
        )
    rows = [
        [f"{name}, {way}", *(f"{part[way][key]:.1f}" for key in ("p50", "p95", "cpu_p50", "cpu_p95")),
         report.at_most(part[way]["p95"], LIMIT_MS)]
        for name, part in (
            (f"{options.passages:,} passages", found),
            (f"{options.others // 20:,} passages", found["small"]),
        )
        for way in ("both", "vector", "text")
    ]  # fmt: skip
    report.table(
        ["milliseconds a search", "p50", "p95", "processor p50", "p95", f"p95 ≤ {LIMIT_MS:.0f}"], rows
    )
    print(
        f"{found['questions']} questions each; row-level security on. "
        f"The vector index finds {found['recall']:.0%} of the exact ten. "
        f"Filled in {found['filled']:.0f} s."
    )
