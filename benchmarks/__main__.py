"""``python -m benchmarks [names…]``: all of them, or those named. Figures missed are printed as missed.

``python -m benchmarks pages --calls 100000`` is the small form of the longest one.
"""

from __future__ import annotations

import argparse
import importlib
import sys

from . import report

NAMES = {
    "accept": "accepted calls a second, beside pgbench",
    "pipeline": "calls a minute that one worker process works through, and where the time goes",
    "pages": "server time of the pages with 100,000 and 1,000,000 calls in the company",
    "knowledge": "search in 100,000 passages of one company among others, under row-level security",
    "audio": "decoding, splitting and preparing recordings",
    "voice": "talks of the trainer: end of speech to first sound, barge-in, ten talks at once",
    "webhooks": "200 events a second at a telephony's address: how soon answered, and all of them calls",
    "speech": "the pipeline around the recogniser, first audio, a call of hours, calls at once beside pages",
}


def main() -> None:
    described = "\n".join(f"  {name:<10}{about}" for name, about in NAMES.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=f"Benchmarks:\n{described}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="name", help="all by default")
    asked, own = parser.parse_known_args()
    names = asked.names or list(NAMES)
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; known: {', '.join(NAMES)}")
    if own and len(names) > 1:
        parser.error(f"{own[0]} belongs to one benchmark: name that one alone")
    print(f"Machine: {report.machine()}\n", flush=True)
    for name in names:
        sys.argv = [f"benchmarks {name}", *own]  # each reads its own options
        print(f"== {name}: {NAMES[name]}\n", flush=True)
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
