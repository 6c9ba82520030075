"""What a benchmark prints: the machine, tables, and plainly what was missed. Slowness is never an error."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Sequence
from pathlib import Path

MET, MISSED = "met", "MISSED"


def machine() -> str:
    """Cores, memory and load: figures mean nothing without them."""
    memory = next(
        int(line.split()[1]) / 2**20
        for line in Path("/proc/meminfo").read_text().splitlines()
        if line.startswith("MemTotal")
    )
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, Python {platform.python_version()}, "
        f"load average at the start {load:.1f}"
    )


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Rows in columns: the first to the left, the others to the right."""
    cells = [list(heads), *([str(each) for each in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    for number, row in enumerate(cells):
        first, *others = (
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  " + "  ".join([first, *others]))
        if number == 0:
            print("  " + "  ".join("-" * width for width in widths))
    print()


def at_most(value: float, limit: float) -> str:
    return MET if value <= limit else MISSED


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)
