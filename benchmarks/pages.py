"""Server time of the pages with 10,000 and 1,000,000 calls in the company over the last year.

One database holds both companies, so row-level security has other companies' rows to keep away. Times are of the
whole request inside one process — middleware, log-in, queries, template — without network (Django's test client).
The number of statements must not depend on the number of calls. «SQL» is waiting for the database, «own CPU» is the
web process's processor time: beside other work on the machine it tells more than the clock. «Growth» is the large
company's median against the small one's. ``--others`` writes that many more calls in other companies, each as large as
the large one, with the rows of the tables that Обзор and Деньги read (``year/beside.py``).
"""

from __future__ import annotations

import argparse
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from . import place, report
from .year import beside, fill

CALLS = 1_000_000
LIMIT_MS = 100.0
# The two pages of figures have limits of their own.
LIMITS_MS = {"Обзор": 60.0, "Деньги": 60.0}
MOST_GROWTH = 1.5
REPEATS = 40


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks pages")
    parser.add_argument("--calls", type=int, default=CALLS, help="calls of the large company (1000000)")
    parser.add_argument("--small", type=int, help="calls of the small company (a hundredth)")
    parser.add_argument(
        "--others", type=int, default=0, help="calls of other companies beside, each of the large size (0)"
    )
    parser.add_argument("--pages", nargs="+", default=[], help="pages whose names begin so (all)")
    parser.add_argument("--repeats", type=int, default=REPEATS, help="times each page is asked for (40)")
    parser.add_argument(
        "--plans", type=Path, help="folder for EXPLAIN (ANALYZE, BUFFERS) of the slowest statements"
    )
    asked = parser.parse_args()
    with place.migrated() as data_dir:
        run(data_dir, asked)


def run(data_dir: Path, asked: argparse.Namespace) -> None:
    measured = {}
    sizes = (asked.small or asked.calls // 100, asked.calls)
    companies = {calls: settle(data_dir, f"c{calls}") for calls in sizes}
    others = [settle(data_dir, f"o{number}") for number in range(-(-asked.others // asked.calls))]
    for calls, settled in companies.items():
        fill.fill(data_dir, settled, calls, datetime.now(UTC))
    if others:
        beside.copy(data_dir, companies[asked.calls], others, print)
    began = time.monotonic()
    fill.tidy(data_dir)
    print(f"  tidied {time.monotonic() - began:.0f} s", flush=True)
    for calls, settled in companies.items():
        rows = fill.sizes(data_dir, settled.company)
        print(f"\nCompany of {calls} calls:", ", ".join(f"{name} {count}" for name, count in rows.items()))
        measured[calls] = place.inside(
            data_dir,
            "pages_inside",
            settled.company,
            f"c{calls}",
            asked.repeats,
            asked.plans or "",
            *asked.pages,
        )
    print()
    show(measured)


def settle(data_dir: Path, mark: str) -> fill.Settled:
    made = place.inside(data_dir, "year.people", mark)
    return fill.Settled(**{**made, "started_on": date.fromisoformat(made["started_on"])})


def show(measured: dict[int, dict[str, Any]]) -> None:
    """A row a page: times at both sizes, statements at both sizes."""
    small, large = sorted(measured)
    rows = []
    for name, many in measured[large].items():
        few = measured[small][name]
        if "error" in many or "error" in few:
            rows.append((name, *["-"] * 7, f"error {many.get('error') or few.get('error')}"))
            continue
        same = few["statements"] == many["statements"]
        worst, limit = max(few["p95"], many["p95"]), LIMITS_MS.get(name, LIMIT_MS)
        growth = many["p50"] / few["p50"]
        rows.append(
            (
                name,
                f"{few['best']:.0f} / {few['p50']:.0f} / {few['p95']:.0f}",
                f"{many['best']:.0f} / {many['p50']:.0f} / {many['p95']:.0f}",
                f"{many['sql_p50']:.0f}",
                f"{many['cpu_p50']:.0f}",
                f"{few['statements']} / {many['statements']}" + ("" if same else " DIFFER"),
                f"{growth:.2f}" + (" OVER" if name in LIMITS_MS and growth > MOST_GROWTH else ""),
                f"{limit:.0f}",
                report.at_most(worst, limit),
            )
        )
    report.table(
        (
            "page",
            f"{small}: best / p50 / p95 ms",
            f"{large}: best / p50 / p95 ms",
            "SQL",
            "own CPU",
            "statements",
            "growth",
            "limit p95",
            "",
        ),
        rows,
    )


if __name__ == "__main__":
    main()
