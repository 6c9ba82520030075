"""``python -m benchmarks [names…]``: all of them, or those named. Figures missed are printed as missed."""

from __future__ import annotations

import argparse
import importlib

from . import report

NAMES = {
    "accept": "accepted calls a second, beside pgbench",
    "pipeline": "calls a minute that one worker process works through, and where the time goes",
    "pages": "server time of the pages with 100,000 and 1,000,000 calls in the company",
    "audio": "decoding, splitting and preparing recordings",
}


def main() -> None:
    described = "\n".join(f"  {name:<10}{about}" for name, about in NAMES.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=f"Benchmarks:\n{described}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="name", help="all by default")
    names = parser.parse_args().names or list(NAMES)
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; known: {', '.join(NAMES)}")
    print(f"Machine: {report.machine()}\n", flush=True)
    for name in names:
        print(f"== {name}: {NAMES[name]}\n", flush=True)
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
